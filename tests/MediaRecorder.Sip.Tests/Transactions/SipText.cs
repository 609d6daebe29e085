using System.Globalization;
using System.Text;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Tests.Transactions;

/// <summary>Messages of a small call between alice (192.0.2.1) and the recorder (192.0.2.2).</summary>
internal static class SipText
{
    internal const string Branch = "z9hG4bK-one";

    internal static SipMessage Request(
        string method, string branch = Branch, string callId = "call-1", uint cseq = 1, string? toTag = null,
        string fromTag = "alice-tag", string sentBy = "192.0.2.1:5060", string viaEnd = ";rport", string extra = "") =>
        Parse(string.Create(CultureInfo.InvariantCulture, $"""
            {method} sip:bob@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP {sentBy}{(branch.Length > 0 ? ";branch=" + branch : "")}{viaEnd}
            Max-Forwards: 70
            From: "Alice" <sip:alice@192.0.2.1>{(fromTag.Length > 0 ? ";tag=" + fromTag : "")}
            To: <sip:bob@192.0.2.2>{(toTag is null ? "" : ";tag=" + toTag)}
            Call-ID: {callId}
            CSeq: {cseq} {method}
            {extra}Content-Length: 0


            """));

    internal static byte[] Answer(SipMessage request, int status, string toTag = "bob-tag") =>
        SipMessageBuilder.Response(request, status, SipReasonPhrases.For(status), toTag).ToBytes();

    internal static SipMessage AnswerMessage(SipMessage request, int status, string toTag = "bob-tag") =>
        Parse(Answer(request, status, toTag));

    internal static SipMessage Parse(string text) =>
        Parse(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));

    internal static SipMessage Parse(ReadOnlyMemory<byte> bytes)
    {
        Assert.True(SipMessage.TryParse(bytes.Span, out var message, out var error), $"{error}");
        return message!;
    }
}
