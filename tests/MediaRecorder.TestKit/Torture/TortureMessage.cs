using MediaRecorder.Sip.Transports;

namespace MediaRecorder.TestKit.Torture;

/// <summary>
/// A message of our own with the point that a section of RFC 4475 or RFC 5118 makes.
/// </summary>
/// <param name="Tag">As in the RFC; of RFC 5118, which has none, made up.</param>
/// <param name="Section">With the RFC's number.</param>
/// <param name="Bytes">The datagram.</param>
/// <param name="Expected">For a user agent server that this is sent to out of the blue.</param>
public sealed record TortureMessage(string Tag, string Section, byte[] Bytes, TortureOutcome Expected)
{
    /// <summary>
    /// Port of its source to which responses go when it is sent by UDP: that of its Via, or 5060 (RFC 3261 §18.2.2); null
    /// for the very one it came from, as rport asks (RFC 3581 §4).
    /// </summary>
    public int? AnswerPort => Tag switch
    {
        "mpart01" => null,
        "v4-mapped" => 19824,
        "v6-and-v4-hops" => 6052,
        _ => 5060,
    };

    /// <summary>
    /// Why nobody can tell where it ends on a TCP or TLS stream, which is then closed (RFC 3261 §18.3); None for all that
    /// can be cut out, whatever they are told then.
    /// </summary>
    public SipFramingError StreamError => Tag switch
    {
        "inv2543" => SipFramingError.MissingContentLength,
        "ncl" => SipFramingError.BadContentLength,
        "mcl01" => SipFramingError.DuplicateContentLength,
        _ => SipFramingError.None,
    };

    /// <summary>Bytes that its body lacks: on a stream it goes on with whatever comes next.</summary>
    public int MissingBytes => Tag == "clerr" ? 9998 - (Bytes.Length - (Bytes.AsSpan().IndexOf("\r\n\r\n"u8) + 4)) : 0;

    internal static TortureMessage Of(string tag, string section, TortureOutcome expected, string text) =>
        new(tag, section, TortureText.Bytes(text), expected);

    public override string ToString() => $"{Tag} ({Section})";
}
