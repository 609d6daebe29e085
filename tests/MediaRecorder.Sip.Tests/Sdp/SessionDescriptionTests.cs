using System.Net;
using System.Text;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Sip.Tests.Sdp;

public sealed class SessionDescriptionTests
{
    // REQ: A-07
    [Fact]
    public void A_description_shows_all_its_views()
    {
        var description = SdpText.Parse(SdpText.Phone);

        Assert.Equal(new SdpOrigin("alice", "2890844526", "2890844527", "phone.example.com"), description.Origin);
        Assert.Equal(IPAddress.Parse("192.0.2.10"), description.Connection);
        Assert.Equal(2, description.Media.Count);
        var audio = description.Media[0];
        Assert.Equal("audio", audio.Kind);
        Assert.Equal(49170, audio.Port);
        Assert.Equal("RTP/AVP", audio.Protocol);
        Assert.Equal(["8", "0", "9", "18", "101", "96", "13"], audio.Formats);
        Assert.Equal(IPAddress.Parse("192.0.2.10"), audio.Connection);
        Assert.Equal(MediaDirection.SendRecv, audio.Direction);
        Assert.Equal(20, audio.PtimeMs);
        Assert.True(audio.HasRtcpMux);
        Assert.Equal(IPEndPoint.Parse("192.0.2.11:53020"), audio.RtcpEndpoint);
        Assert.False(audio.IsOnHold);
        Assert.Equal(
            [
                new RtpMap(8, "PCMA", 8000, 1), new RtpMap(0, "PCMU", 8000, 1), new RtpMap(9, "G722", 8000, 1),
                new RtpMap(18, "G729", 8000, 1), new RtpMap(101, "telephone-event", 8000, 1),
                new RtpMap(96, "opus", 48000, 2), new RtpMap(13, "CN", 8000, 1),
            ],
            audio.RtpMaps);
        var video = description.Media[1];
        Assert.Equal(51372, video.Port);
        Assert.Equal(IPEndPoint.Parse("192.0.2.12:51400"), video.RtcpEndpoint);
        Assert.Null(video.PtimeMs);
        Assert.False(video.HasRtcpMux);
    }

    [Fact]
    public void Every_line_is_written_as_it_was_read()
    {
        Assert.Equal(SdpText.Bytes(SdpText.Phone), SdpText.Parse(SdpText.Phone).ToBytes());
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_come_out_as_they_went_in()
    {
        var bytes = Encoding.Latin1.GetBytes("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=J\u00f6rg\r\n");

        Assert.True(SessionDescription.TryParse(bytes, out var description, out _));
        Assert.Equal(bytes, description!.ToBytes());
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\r\n\r\n")]
    public void Other_line_ends_are_accepted_and_written_as_CRLF(string lineEnd)
    {
        var text = SdpText.Phone.ReplaceLineEndings(lineEnd);

        Assert.True(SessionDescription.TryParse(Encoding.UTF8.GetBytes(text), out var description, out _));
        Assert.Equal(SdpText.Bytes(SdpText.Phone), description!.ToBytes());
    }

    [Theory]
    [InlineData("", SdpParseError.Empty)]
    [InlineData("\n", SdpParseError.Empty)]
    [InlineData("o=- 1 1 IN IP4 h\nv=0", SdpParseError.BadVersion)]
    [InlineData("v=1\no=- 1 1 IN IP4 h", SdpParseError.BadVersion)]
    [InlineData("v=0", SdpParseError.BadOrigin)]
    [InlineData("v=0\no=- 1 1 IN IP4", SdpParseError.BadOrigin)]
    [InlineData("v=0\no=- 1 1 IN IP4 h x", SdpParseError.BadOrigin)]
    [InlineData("v=0\nm=audio 1 RTP/AVP 0\no=- 1 1 IN IP4 h", SdpParseError.BadOrigin)]
    [InlineData("v=0\no=- 1 1 IN IP4 h\nx", SdpParseError.BadLine)]
    [InlineData("v=0\no=- 1 1 IN IP4 h\n=x", SdpParseError.BadLine)]
    [InlineData("v=0\no=- 1 1 IN IP4 h\ns=\0", SdpParseError.BadLine)]
    [InlineData("v=0\no=- 1 1 IN IP4 h\n a=x", SdpParseError.BadLine)]
    [InlineData("v=0\no=- 1 1 IN IP4 h\nm=audio", SdpParseError.BadMedia)]
    [InlineData("v=0\no=- 1 1 IN IP4 h\nm=audio 65536 RTP/AVP 0", SdpParseError.BadMedia)]
    [InlineData("v=0\no=- 1 1 IN IP4 h\nm=audio -1 RTP/AVP 0", SdpParseError.BadMedia)]
    [InlineData("v=0\no=- 1 1 IN IP4 h\nm=audio x RTP/AVP 0", SdpParseError.BadMedia)]
    public void What_is_no_description_is_refused(string text, SdpParseError expected)
    {
        Assert.False(SessionDescription.TryParse(SdpText.Bytes(text), out var description, out var error));
        Assert.Equal(expected, error);
        Assert.Null(description);
    }

    [Fact]
    public void The_limits_hold_to_the_line()
    {
        const string head = "v=0\no=- 1 1 IN IP4 h\n";
        static SdpParseError ErrorOf(string text)
        {
            _ = SessionDescription.TryParse(SdpText.Bytes(text), out _, out var error);
            return error;
        }

        static string Repeat(string unit, int count) => string.Concat(Enumerable.Repeat(unit, count));

        Assert.Equal(SdpParseError.None, ErrorOf(head + Repeat("a=x\n", SessionDescription.MaxLines - 2)));
        Assert.Equal(SdpParseError.TooManyLines, ErrorOf(head + Repeat("a=x\n", SessionDescription.MaxLines - 1)));
        Assert.Equal(SdpParseError.None, ErrorOf(head + Repeat("m=audio 0 RTP/AVP 0\n", SessionDescription.MaxMedia)));
        Assert.Equal(
            SdpParseError.TooManyMedia,
            ErrorOf(head + Repeat("m=audio 0 RTP/AVP 0\n", SessionDescription.MaxMedia + 1)));
        Assert.Equal(
            SdpParseError.None, ErrorOf(head + "m=audio 0 RTP/AVP" + Repeat(" 0", MediaDescription.MaxFormats)));
        Assert.Equal(
            SdpParseError.BadMedia,
            ErrorOf(head + "m=audio 0 RTP/AVP" + Repeat(" 0", MediaDescription.MaxFormats + 1)));
        var room = SessionDescription.MaxBytes - SdpText.Bytes(head).Length - 2;
        Assert.Equal(SdpParseError.None, ErrorOf(head + "s=" + new string('x', room)));
        Assert.Equal(SdpParseError.TooLong, ErrorOf(head + "s=" + new string('x', room + 1)));
    }
}
