using System.Text;

namespace MediaRecorder.Sip.Messages;

/// <summary>
/// RFC 3261 §7.1, §7.2. As ranges into the message: <paramref name="First"/> the method, <paramref name="Second"/> the
/// request URI or the reason phrase.
/// </summary>
internal readonly record struct StartLine(bool IsRequest, int StatusCode, Range First, Range Second)
{
    private const byte Space = (byte)' ';

    /// <summary>
    /// On false with <see cref="SipParseError.NotSip"/> nothing is known; with another error the line is a request's or
    /// response's, and the headers are worth reading for an answer.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<byte> line, out StartLine startLine, out SipParseError error) =>
        StartsWithProtocol(line)
            ? TryParseStatus(line, out startLine, out error)
            : TryParseRequest(line, out startLine, out error);

    // Method SP Request-URI SP SIP-Version. One space each, nothing after: RFC 4475 §3.1.2.8-§3.1.2.10.
    private static bool TryParseRequest(ReadOnlySpan<byte> line, out StartLine startLine, out SipParseError error)
    {
        startLine = default;
        error = SipParseError.NotSip;
        var trimmed = line.TrimEnd(" \t"u8);
        var first = trimmed.IndexOf(Space);
        var last = trimmed.LastIndexOf(Space);
        if (first <= 0
            || last <= first
            || !SipGrammar.IsToken(trimmed[..first])
            || !StartsWithProtocol(trimmed[(last + 1)..]))
        {
            return false;
        }

        startLine = new StartLine(true, 0, ..first, (first + 1)..last);
        error = !IsVersion2(trimmed[(last + 1)..]) ? SipParseError.UnsupportedVersion
            : trimmed.Length != line.Length ? SipParseError.BadStartLine
            : SipParseError.None;
        return error == SipParseError.None;
    }

    // SIP-Version SP 3DIGIT SP Reason-Phrase; the space before an empty phrase is often forgotten.
    private static bool TryParseStatus(ReadOnlySpan<byte> line, out StartLine startLine, out SipParseError error)
    {
        startLine = default;
        error = SipParseError.BadStartLine;
        var first = line.IndexOf(Space);
        if (first < 0 || line.Length < first + 4 || (line.Length > first + 4 && line[first + 4] != Space))
        {
            return false;
        }

        var status = 0;
        foreach (var digit in line.Slice(first + 1, 3))
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            status = (status * 10) + (digit - '0');
        }

        startLine = new StartLine(false, status, default, Math.Min(first + 5, line.Length)..line.Length);
        error = !IsVersion2(line[..first]) ? SipParseError.UnsupportedVersion
            : status is < 100 or > 699 ? SipParseError.BadStartLine
            : SipParseError.None;
        return error == SipParseError.None;
    }

    private static bool StartsWithProtocol(ReadOnlySpan<byte> text) =>
        text.Length >= 4 && Ascii.EqualsIgnoreCase(text[..4], "SIP/"u8);

    // RFC 3261 §7.1: the version is compared without case.
    private static bool IsVersion2(ReadOnlySpan<byte> text) => Ascii.EqualsIgnoreCase(text, "SIP/2.0"u8);
}
