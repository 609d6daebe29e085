namespace MediaRecorder.TestKit.Torture;

/// <summary>
/// A message of our own with the point that a section of RFC 4475 or RFC 5118 makes. Responses to one sent by UDP go to
/// port 5060 of its source, as its Via asks (RFC 3261 §18.2.2).
/// </summary>
/// <param name="Tag">As in the RFC; of RFC 5118, which has none, made up.</param>
/// <param name="Section">With the RFC's number.</param>
/// <param name="Bytes">The datagram.</param>
/// <param name="Expected">For a user agent server that this is sent to out of the blue.</param>
public sealed record TortureMessage(string Tag, string Section, byte[] Bytes, TortureOutcome Expected)
{
    internal static TortureMessage Of(string tag, string section, TortureOutcome expected, string text) =>
        new(tag, section, TortureText.Bytes(text), expected);

    public override string ToString() => $"{Tag} ({Section})";
}
