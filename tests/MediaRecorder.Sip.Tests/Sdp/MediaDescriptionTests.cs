using System.Net;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Sip.Tests.Sdp;

public sealed class MediaDescriptionTests
{
    private static MediaDescription First(string mediaLines, string connection = "c=IN IP4 192.0.2.10") =>
        SdpText.Audio(mediaLines, connection).Media[0];

    [Theory]
    [InlineData("a=sendonly", "", MediaDirection.SendOnly)]
    [InlineData("a=sendonly", "a=recvonly", MediaDirection.RecvOnly)]
    [InlineData("", "a=inactive", MediaDirection.Inactive)]
    [InlineData("", "", MediaDirection.SendRecv)]
    [InlineData("a=inactive", "a=sendrecv", MediaDirection.SendRecv)]
    [InlineData("", "a=sendonlyx", MediaDirection.SendRecv)]
    public void The_direction_is_its_own_else_inherited_else_both_ways(
        string session, string media, MediaDirection expected)
    {
        Assert.Equal(expected, First($"m=audio 4000 RTP/AVP 0\n{media}", $"c=IN IP4 192.0.2.10\n{session}").Direction);
    }

    // REQ: C-01
    [Theory]
    [InlineData("c=IN IP4 192.0.2.10", "a=sendonly", true)]
    [InlineData("c=IN IP4 192.0.2.10", "a=inactive", true)]
    [InlineData("c=IN IP4 192.0.2.10", "a=recvonly", false)]
    [InlineData("c=IN IP4 0.0.0.0", "a=sendrecv", true)]
    [InlineData("c=IN IP6 ::", "", true)]
    [InlineData("c=IN IP4 0.0.0.0", "c=IN IP4 192.0.2.10", false)]
    [InlineData("c=IN IP4 192.0.2.10", "c=IN IP4 0.0.0.0", true)]
    public void Hold_is_seen_in_direction_and_address(string session, string media, bool isOnHold)
    {
        Assert.Equal(isOnHold, First($"m=audio 4000 RTP/AVP 0\n{media}", session).IsOnHold);
    }

    [Theory]
    [InlineData("c=IN IP4 192.0.2.10", "192.0.2.10")]
    [InlineData("c=IN IP6 2001:db8::1", "2001:db8::1")]
    [InlineData("c=IN IP4 224.2.1.1/127/3", "224.2.1.1")]
    [InlineData("c=IN  IP4\t192.0.2.10 ", "192.0.2.10")]
    [InlineData("c=IN IP4 host.example", null)]
    [InlineData("c=IN IP4", null)]
    [InlineData("c=IN IP4 1", null)]
    [InlineData("c=ATM IP4 192.0.2.10", null)]
    [InlineData("a=none", null)]
    public void Only_a_literal_address_is_a_place_to_send_to(string line, string? expected)
    {
        Assert.Equal(expected, First("m=audio 4000 RTP/AVP 0", line).Connection?.ToString());
    }

    [Fact]
    public void A_media_address_that_cannot_be_read_is_not_replaced_by_the_inherited_one()
    {
        Assert.Null(First("m=audio 4000 RTP/AVP 0\nc=IN IP4 host.example").Connection);
    }

    [Theory]
    [InlineData("m=audio 4000 RTP/AVP 0", "192.0.2.10:4001")]
    [InlineData("m=audio 4000 RTP/AVP 0\na=rtcp:5000", "192.0.2.10:5000")]
    [InlineData("m=audio 4000 RTP/AVP 0\na=rtcp:5000 IN IP6 2001:db8::1", "[2001:db8::1]:5000")]
    [InlineData("m=audio 4000 RTP/AVP 0\na=rtcp:5000 IN IP4 name", null)]
    [InlineData("m=audio 4000 RTP/AVP 0\na=rtcp:0", null)]
    [InlineData("m=audio 4000 RTP/AVP 0\na=rtcp", null)]
    [InlineData("m=audio 65535 RTP/AVP 0", null)]
    [InlineData("m=audio 0 RTP/AVP 0", null)]
    public void RTCP_is_where_the_attribute_says_or_one_port_up(string media, string? expected)
    {
        Assert.Equal(expected, First(media).RtcpEndpoint?.ToString());
    }

    [Theory]
    [InlineData("m=audio 4000 RTP/AVP 96\na=rtpmap:96 L16/44100/2", "96 L16 44100 2")]
    [InlineData("m=audio 4000 RTP/AVP 0\na=rtpmap:0 pcmu/8000", "0 pcmu 8000 1")]
    [InlineData("m=audio 4000 RTP/AVP 0 0\na=rtpmap:0 a/1\na=rtpmap:0 b/2", "0 a 1 1")]
    [InlineData("m=audio 4000 RTP/AVP 96 8", "8 PCMA 8000 1")]
    [InlineData("m=audio 4000 RTP/AVP 10", "10 L16 44100 2")]
    [InlineData("m=audio 4000 RTP/AVP 11", "11 L16 44100 1")]
    [InlineData("m=audio 4000 RTP/AVP 18", "18 G729 8000 1")]
    [InlineData("m=audio 4000 RTP/AVP 8\na=rtpmap:96 x/8000", "8 PCMA 8000 1")]
    [InlineData("m=audio 4000 RTP/AVP 128 -1 x *", "")]
    [InlineData("m=audio 4000 RTP/AVP 96\na=rtpmap:96 x", "")]
    [InlineData("m=audio 4000 RTP/AVP 96\na=rtpmap:96 x/0", "")]
    [InlineData("m=audio 4000 RTP/AVP 96\na=rtpmap:96 /8000", "")]
    [InlineData("m=audio 4000 RTP/AVP 96\na=rtpmap:96 x/8000/1/1", "")]
    [InlineData("m=audio 4000 RTP/AVP 96\na=rtpmap:128 x/8000", "")]
    [InlineData("m=image 4000 udptl 0", "")]
    public void Payload_types_are_those_of_the_formats_that_have_a_meaning(string media, string expected)
    {
        Assert.Equal(
            expected,
            string.Join(
                '|', First(media).RtpMaps.Select(m => $"{m.PayloadType} {m.EncodingName} {m.ClockRate} {m.Channels}")));
    }

    [Theory]
    [InlineData("a=ptime:30", 30)]
    [InlineData("a=ptime: 30 ", 30)]
    [InlineData("a=ptime:0", null)]
    [InlineData("a=ptime:1001", null)]
    [InlineData("a=ptime", null)]
    [InlineData("a=maxptime:40", null)]
    public void Ptime_is_a_number_of_milliseconds(string line, int? expected)
    {
        Assert.Equal(expected, First($"m=audio 4000 RTP/AVP 0\n{line}").PtimeMs);
    }

    [Fact]
    public void The_view_of_an_address_is_that_of_the_framework()
    {
        Assert.Equal(
            IPAddress.Parse("2001:db8::1"), First("m=audio 4000 RTP/AVP 0", "c=IN IP6 2001:DB8:0:0::1").Connection);
    }
}
