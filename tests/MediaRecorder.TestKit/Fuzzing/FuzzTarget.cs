namespace MediaRecorder.TestKit.Fuzzing;

/// <summary>One parser under fire.</summary>
/// <param name="Name">Also the beginning of the names of its regression files.</param>
/// <param name="Corpus">Inputs to damage; not empty.</param>
/// <param name="Property">Throws when the parser does not keep its word about an input.</param>
public sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, Action<byte[]> Property)
{
    public override string ToString() => Name;
}
