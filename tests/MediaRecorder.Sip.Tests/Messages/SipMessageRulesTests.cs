using System.Net;
using System.Text;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Tests.Messages;

public sealed class SipMessageRulesTests
{
    [Theory]
    [InlineData("From", null, SipParseError.MissingHeader)]
    [InlineData("To", null, SipParseError.MissingHeader)]
    [InlineData("Call-ID", null, SipParseError.MissingHeader)]
    [InlineData("CSeq", null, SipParseError.MissingHeader)]
    [InlineData("Via", null, SipParseError.MissingHeader)]
    [InlineData("Via", "Via: nonsense", SipParseError.BadVia)]
    [InlineData("From", "From:", SipParseError.BadFrom)]
    [InlineData("Call-ID", "Call-ID:", SipParseError.BadCallId)]
    [InlineData("INVITE", "GET / HTTP/1.1", SipParseError.NotSip)]
    [InlineData("INVITE", "INV(ITE sip:a@b SIP/2.0", SipParseError.NotSip)]
    [InlineData("INVITE", "ACK sip:a@b SIP/2.0", SipParseError.CSeqMethodMismatch)]
    [InlineData("INVITE", "SIP/2.0 99 Low", SipParseError.BadStartLine)]
    [InlineData("INVITE", "SIP/2.0 700 High", SipParseError.BadStartLine)]
    [InlineData("INVITE", "SIP/2.0 20x OK", SipParseError.BadStartLine)]
    [InlineData("INVITE", "SIP/2.0 2000 OK", SipParseError.BadStartLine)]
    [InlineData("INVITE", "SIP/2.0", SipParseError.BadStartLine)]
    [InlineData("INVITE", "SIP/3.0 200 OK", SipParseError.UnsupportedVersion)]
    public void Without_a_way_to_answer_nothing_is_handed_out(string start, string? line, SipParseError expected)
    {
        Assert.Equal(expected, Wire.ErrorOf(Wire.InviteWith(start, line), out var message));
        Assert.Null(message);
    }

    [Theory]
    [InlineData("INVITE", "INVITE sip:a@b SIP/2.1", SipParseError.UnsupportedVersion, 505)]
    [InlineData("INVITE", "INVITE sip:a@b  SIP/2.0", SipParseError.BadRequestUri, 400)]
    [InlineData("INVITE", "INVITE sip: SIP/2.0", SipParseError.BadRequestUri, 400)]
    [InlineData("INVITE", "INVITE * SIP/2.0", SipParseError.BadRequestUri, 400)]
    [InlineData("INVITE", "INVITE sip:a@b SIP/2.0 ", SipParseError.BadStartLine, 400)]
    [InlineData("INVITE", "invite sip:a@b SIP/2.0", SipParseError.CSeqMethodMismatch, 400)]
    [InlineData("Via", "Via: SIP/2.0/UDP 192.0.2.10;;branch=z9hG4bK1", SipParseError.BadVia, 400)]
    [InlineData("From", "From: \"open <sip:a@b>;tag=1", SipParseError.BadFrom, 400)]
    [InlineData("From", "From: <sip:a@b>, <sip:c@d>;tag=1", SipParseError.BadFrom, 400)]
    [InlineData("To", "To: <sip:a@b>x", SipParseError.BadTo, 400)]
    [InlineData("To", "To: <sip:a@b>\nTo: <sip:a@b>", SipParseError.DuplicateHeader, 400)]
    [InlineData("Call-ID", "Call-ID: a b", SipParseError.BadCallId, 400)]
    [InlineData("CSeq", "CSeq: 2147483648 INVITE", SipParseError.BadCSeq, 400)]
    [InlineData("CSeq", "CSeq: -1 INVITE", SipParseError.BadCSeq, 400)]
    [InlineData("CSeq", "CSeq: 1INVITE", SipParseError.BadCSeq, 400)]
    [InlineData("CSeq", "CSeq: 1 BYE", SipParseError.CSeqMethodMismatch, 400)]
    [InlineData("Max-Forwards", "Max-Forwards: 256", SipParseError.BadMaxForwards, 400)]
    [InlineData("Max-Forwards", "Max-Forwards: x", SipParseError.BadMaxForwards, 400)]
    [InlineData("Content-Length", "Content-Length: -5", SipParseError.BadContentLength, 400)]
    [InlineData("Content-Length", "Content-Length: 99999999999999999999", SipParseError.BadContentLength, 400)]
    [InlineData("Content-Length", "Content-Length: 6", SipParseError.BodyTruncated, 400)]
    [InlineData("Content-Length", "Content-Length: 5\nl: 5", SipParseError.DuplicateHeader, 400)]
    [InlineData("Contact", "Contact: sip:a@b?Route=x", SipParseError.BadContact, 400)]
    [InlineData("Contact", "Contact: <sip:a@b>,", SipParseError.BadContact, 400)]
    [InlineData("Record-Route", "Record-Route: <sip:>", SipParseError.BadRoute, 400)]
    [InlineData("X-Carrier-Id", "no header at all", SipParseError.BadHeaderLine, 400)]
    [InlineData("X-Carrier-Id", ": nameless", SipParseError.BadHeaderLine, 400)]
    [InlineData("X-Carrier-Id", "X Y: z", SipParseError.BadHeaderLine, 400)]
    public void A_malformed_request_with_its_way_back_is_handed_out_for_the_answer(
        string start, string line, SipParseError expected, int status)
    {
        Assert.Equal(expected, Wire.ErrorOf(Wire.InviteWith(start, line), out var message));
        Assert.True(message!.IsAnswerable);
        Assert.Equal(status, SipParseErrors.StatusFor(expected));

        var answer = SipMessageBuilder.Response(
            message, status, SipReasonPhrases.For(status), "t", new IPEndPoint(IPAddress.Loopback, 5060));
        var text = Encoding.UTF8.GetString(answer.ToBytes());
        Assert.StartsWith($"SIP/2.0 {status} ", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\nContent-Length: 0\r\n\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_ACK_is_never_answered()
    {
        var ack = Wire.InviteWith("INVITE", "ACK sip:a@b SIP/2.0")
            .Replace("1 INVITE", "1 ACK", StringComparison.Ordinal)
            .Replace("Max-Forwards: 70", "Max-Forwards: x", StringComparison.Ordinal);

        Assert.Equal(SipParseError.BadMaxForwards, Wire.ErrorOf(ack, out var message));
        Assert.Null(message);
    }

    [Theory]
    [InlineData("X: a\rVia: b\r\n")]
    [InlineData("X: a\nVia: b\r\n")]
    [InlineData("X: a\n\r\n")]
    [InlineData("X: a\r\r\n")]
    public void A_line_break_that_is_half_one_refuses_the_message(string header)
    {
        var text = Wire.Ok.ReplaceLineEndings("\r\n")
            .Replace("Content-Length: 0\r\n", header, StringComparison.Ordinal);

        Assert.Equal(SipParseError.BareLineBreak, Wire.ErrorOf(Encoding.ASCII.GetBytes(text), out var message));
        Assert.Null(message);
    }

    [Fact]
    public void A_start_line_ended_by_LF_alone_is_refused()
    {
        Assert.Equal(
            SipParseError.BareLineBreak, Wire.ErrorOf(Encoding.UTF8.GetBytes(Wire.Ok.ReplaceLineEndings("\n")), out _));
    }

    [Fact]
    public void No_prefix_of_a_datagram_is_taken_for_a_message()
    {
        var whole = Wire.Bytes(Wire.Invite);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.NotEqual(SipParseError.None, Wire.ErrorOf(whole[..length], out _));
        }
    }
}
