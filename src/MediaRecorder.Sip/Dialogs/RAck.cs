using System.Globalization;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Dialogs;

/// <summary>
/// RFC 3262 §7.2: which reliable response a PRACK acknowledges, by its RSeq and the CSeq of the request it answers.
/// </summary>
public readonly record struct RAck(uint RSeq, uint CSeqNumber, string MethodToken)
{
    /// <summary>The acknowledgement of <paramref name="response"/>; false when it carries no RSeq.</summary>
    public static bool TryGetFor(SipMessage response, out RAck rack)
    {
        ArgumentNullException.ThrowIfNull(response);
        rack = default;
        if (!response.TryGetHeader(SipHeaderName.RSeq, out var text) || !TryParseNumber(text, out var rseq))
            return false;
        rack = new RAck(rseq, response.CSeq.Number, response.CSeq.MethodToken);
        return true;
    }

    /// <summary>Reads <c>RSeq LWS CSeq-number LWS method</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RAck rack)
    {
        rack = default;
        text = text.Trim(SipGrammar.Blanks);
        var end = text.IndexOfAny(SipGrammar.Blanks);
        if (end < 0 || !TryParseNumber(text[..end], out var rseq) || !CSeq.TryParse(text[end..], out var cseq))
            return false;
        rack = new RAck(rseq, cseq.Number, cseq.MethodToken);
        return true;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{RSeq} {CSeqNumber} {MethodToken}");

    // RFC 3262 §7.1: 1 to 2^32-1.
    private static bool TryParseNumber(ReadOnlySpan<char> text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number != 0;
}
