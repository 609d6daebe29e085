using System.Text;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Bodies;

namespace MediaRecorder.Sip.Tests.Messages.Bodies;

public sealed class SipBodyTests
{
    private const string Sdp = "v=0\r\n";

    // As a carrier sends it: the description with ISUP beside it.
    private const string WithIsup =
        "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n\r\n"
        + "--b\r\nContent-Type: application/ISUP;version=itu-t92+\r\nContent-Disposition: signal;handling=optional\r\n\r\n"
        + "\x01\x02\x00\r\n--b--\r\n";

    [Theory]
    [InlineData("Content-Type: application/sdp", Sdp, SipBodyKind.Sdp, 0)]
    [InlineData("c: Application / SDP ; x=y", Sdp, SipBodyKind.Sdp, 0)]
    [InlineData("Content-Type: application/sdp\nContent-Encoding: identity", Sdp, SipBodyKind.Sdp, 0)]
    [InlineData("Content-Type: multipart/mixed;boundary=b", WithIsup, SipBodyKind.Sdp, 0)]
    [InlineData("Content-Type: application/sdp", "", SipBodyKind.None, 0)]
    [InlineData("X: y", "", SipBodyKind.None, 0)]
    [InlineData("Content-Type: application/sdpx", Sdp, SipBodyKind.Other, 0)]
    [InlineData("Content-Type: multipart/mixed;boundary=b", "--b\r\n\r\nv=0\r\n--b--", SipBodyKind.Other, 0)]
    [InlineData("Content-Type: application/sdp\ne: gzip", Sdp, SipBodyKind.Encoded, 415)]
    [InlineData("Content-Type: application/sdp\nContent-Transfer-Encoding: base64", Sdp, SipBodyKind.Encoded, 415)]
    [InlineData("Content-Type: multipart/mixed;boundary=b", "--b\r\nc: application/sdp\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--b--", SipBodyKind.Encoded, 415)]
    [InlineData("X: y", Sdp, SipBodyKind.Untyped, 415)]
    [InlineData("Content-Type: sdp", Sdp, SipBodyKind.Untyped, 415)]
    [InlineData("Content-Type: application/sdp\nContent-Type: text/plain", Sdp, SipBodyKind.Untyped, 415)]
    [InlineData("Content-Type: multipart/mixed", Sdp, SipBodyKind.Malformed, 400)]
    [InlineData("Content-Type: multipart/mixed;boundary=b", "--b\r\nc: sdp\r\n\r\nx\r\n--b--", SipBodyKind.Malformed, 400)]
    [InlineData("Content-Type: multipart/mixed;boundary=b", "--b\r\nc: application/sdp\r\n--b--", SipBodyKind.Malformed, 400)]
    [InlineData("Content-Type: multipart/alternative;boundary=b", "--b\r\nc: application/sdp\r\n\r\nx\r\n--b\r\nc: application/sdp\r\n\r\nx\r\n--b--", SipBodyKind.Ambiguous, 400)]
    public void A_body_is_of_one_kind(string headers, string body, SipBodyKind expected, int status)
    {
        var read = SipBody.Of(Message(headers, body));

        Assert.Equal((expected, status), (read.Kind, read.RefusalStatus));
        Assert.Equal(expected == SipBodyKind.Sdp ? Sdp : "", Encoding.ASCII.GetString(read.Sdp));
    }

    [Fact]
    public void Another_description_leaves_the_parts_beside_it_alone()
    {
        var received = Message("Content-Type: multipart/mixed;boundary=b\nMIME-Version: 1.0", WithIsup);
        var sent = SipMessageBuilder.Request("INVITE", "sip:a@b").Add("Via", "SIP/2.0/UDP a;branch=z9hG4bK1")
            .Add("From", "<sip:a@b>;tag=1").Add("To", "<sip:b@b>").Add("Call-ID", "c").Add("CSeq", "1 INVITE");
        SipBody.Of(received).CopyTo(sent, "v=0\r\no=ours\r\n"u8);

        var message = Wire.Parse(sent.ToBytes());
        Assert.Equal("multipart/mixed;boundary=b", message.ContentType);
        Assert.True(message.TryGetHeader("MIME-Version", out _));
        Assert.Equal(
            WithIsup.Replace("v=0\r\n", "v=0\r\no=ours\r\n", StringComparison.Ordinal),
            Encoding.ASCII.GetString(message.Body));
        Assert.True(SipBody.TryGetSdp(message, out var sdp));
        Assert.Equal("v=0\r\no=ours\r\n", Encoding.ASCII.GetString(sdp));
    }

    [Fact]
    public void A_lone_description_is_replaced_whole()
    {
        var (type, bytes) = SipBody.Of(Message("Content-Type: application/sdp;x=y", Sdp)).WithSdp("v=0\r\no=ours\r\n"u8);

        Assert.Equal("application/sdp", type);
        Assert.Equal("v=0\r\no=ours\r\n", Encoding.ASCII.GetString(bytes));
        Assert.Throws<InvalidOperationException>(() => SipBody.Of(Message("X: y", "")).WithSdp(default));
    }

    [Fact]
    public void What_holds_no_description_is_passed_on_as_it_came()
    {
        var received = Message(
            "Content-Type: application/x-odd\nContent-Encoding: gzip\nContent-Disposition: x;handling=optional", "\x01\x02");
        var sent = SipMessageBuilder.Request("INVITE", "sip:a@b").Add("Via", "SIP/2.0/UDP a;branch=z9hG4bK1")
            .Add("From", "<sip:a@b>;tag=1").Add("To", "<sip:b@b>").Add("Call-ID", "c").Add("CSeq", "1 INVITE");
        var body = SipBody.Of(received);
        Assert.True(body.IsOptional);
        body.CopyTo(sent);

        var message = Wire.Parse(sent.ToBytes());
        Assert.Equal("application/x-odd", message.ContentType);
        Assert.True(message.TryGetHeader("Content-Encoding", out var encoding));
        Assert.Equal("gzip", encoding);
        Assert.Equal(received.Body.ToArray(), message.Body.ToArray());
    }

    private static SipMessage Message(string headers, string body)
    {
        var head = Wire.InviteWith("Content-Length", null);
        head = head[..head.IndexOf("Content-Type", StringComparison.Ordinal)];
        return Wire.Parse([
            .. Wire.Bytes($"{head}{headers}\nContent-Length: {body.Length}\n\n"), .. Encoding.ASCII.GetBytes(body)]);
    }
}
