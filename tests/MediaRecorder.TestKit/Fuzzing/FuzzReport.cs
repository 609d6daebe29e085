namespace MediaRecorder.TestKit.Fuzzing;

/// <summary>A run without a finding.</summary>
public sealed record FuzzReport(string Target, int FirstSeed, int LastSeed, long Inputs)
{
    public override string ToString() => $"{Target}: {Inputs} inputs, seeds {FirstSeed} to {LastSeed}";
}
