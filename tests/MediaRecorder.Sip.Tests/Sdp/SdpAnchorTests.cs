using System.Net;
using System.Text;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Sip.Tests.Sdp;

public sealed class SdpAnchorTests
{
    private static readonly SdpOriginId Ours = new(77, 3);
    private static readonly IPAddress Us = IPAddress.Parse("203.0.113.5");
    private static readonly IPAddress UsV6 = IPAddress.Parse("2001:db8::5");

    // Every m-line that can be relayed, from port 30000 on.
    private static SessionDescription Anchored(
        SessionDescription original, IPAddress? address = null, bool? rtcpMux = null) =>
        SdpAnchor.Rewrite(original, Ours, address ?? Us, [.. original.Media.Select((media, place) => new AnchoredLine(
            media, SdpAnchor.Judge(media) == SdpAnchorOutcome.Usable ? 30000 + (2 * place) : 0) { RtcpMux = rtcpMux })]);

    private static string Rewritten(SessionDescription original, IPAddress? address = null, bool? rtcpMux = null) =>
        Encoding.UTF8.GetString(Anchored(original, address, rtcpMux).ToBytes()).ReplaceLineEndings("\n");

    // REQ: A-05
    // REQ: A-07
    [Fact]
    public void Our_address_and_port_stand_for_theirs_and_the_rest_keeps_its_order()
    {
        Assert.Equal(
            """
            v=0
            o=- 77 3 IN IP4 203.0.113.5
            s=-
            c=IN IP4 203.0.113.5
            b=AS:64
            t=0 0
            a=X-unknown:session level
            m=audio 30000 RTP/AVP 8 0 9 18 101 96 13
            a=mid:a
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            a=rtpmap:96 opus/48000/2
            a=rtcp:30001 IN IP4 203.0.113.5
            a=rtcp-mux
            a=ptime:20
            a=sendrecv
            y=unknown line
            m=video 30002 RTP/AVP 31
            c=IN IP4 203.0.113.5
            a=mid:v
            a=rtcp:30003 IN IP4 203.0.113.5

            """.ReplaceLineEndings("\n"),
            Rewritten(SdpText.Parse(SdpText.Phone)));
    }

    [Fact]
    public void An_IPv6_side_gets_IP6()
    {
        var text = Rewritten(SdpText.Audio("m=audio 4000 RTP/AVP 0\na=rtcp:4009"), UsV6);

        Assert.Contains("o=- 77 3 IN IP6 2001:db8::5\n", text, StringComparison.Ordinal);
        Assert.Contains("\nc=IN IP6 2001:db8::5\n", text, StringComparison.Ordinal);
        Assert.Contains("\na=rtcp:30001 IN IP6 2001:db8::5\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mapped_address_of_a_dual_stack_socket_is_written_as_IPv4()
    {
        Assert.Contains(
            "\nc=IN IP4 203.0.113.5\n", Rewritten(SdpText.Audio("m=audio 4000 RTP/AVP 0"), Us.MapToIPv6()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_at_media_level_only_is_replaced_there()
    {
        var text = Rewritten(SdpText.Audio("m=audio 4000 RTP/AVP 0\nc=IN IP6 2001:db8::9", "a=no-session-address"));

        Assert.Contains("m=audio 30000 RTP/AVP 0\nc=IN IP4 203.0.113.5\n", text, StringComparison.Ordinal);
    }

    // REQ: C-01
    [Theory]
    [InlineData("c=IN IP4 0.0.0.0", "")]
    [InlineData("c=IN IP6 ::", "")]
    [InlineData("c=IN IP4 192.0.2.10", "\nc=IN IP4 0.0.0.0")]
    public void The_unspecified_address_passes_in_the_family_of_the_other_side(string session, string media)
    {
        var original = SdpText.Audio($"m=audio 4000 RTP/AVP 0{media}", session);
        foreach (var (address, expected) in new[] { (Us, IPAddress.Any), (UsV6, IPAddress.IPv6Any) })
        {
            var held = Anchored(original, address).Media[0];
            Assert.True(held.IsOnHold);
            Assert.Equal(expected, held.Connection);
            Assert.Equal(30000, held.Port);
        }
    }

    [Fact]
    public void Every_m_line_keeps_its_place_with_the_port_it_is_given()
    {
        var rewritten = Anchored(SdpText.Audio(
            "m=image 4 udptl t38\nm=audio 0 RTP/AVP 0\nm=audio 6 RTP/SAVP 0\nm=video 8/2 RTP/AVPF 96\nm=audio 10 RTP/AVP 8"));

        Assert.Equal([30000, 0, 0, 30006, 30008], rewritten.Media.Select(m => m.Port));
        Assert.Equal(["udptl", "RTP/AVP", "RTP/SAVP", "RTP/AVPF", "RTP/AVP"], rewritten.Media.Select(m => m.Protocol));
        Assert.Equal("video 30006 RTP/AVPF 96", rewritten.Media[3].Lines[0].Value);
    }

    // RFC 3605, RFC 5761 §5.1.1: a=rtcp-mux is what the two of one side agree on, and a=rtcp says nothing with it.
    [Theory]
    [InlineData("a=rtcp:4009", null, "a=rtcp:30001 IN IP4 203.0.113.5")]
    [InlineData("a=rtcp:4009\na=rtcp-mux", null, "a=rtcp:30001 IN IP4 203.0.113.5\na=rtcp-mux")]
    [InlineData("a=rtcp:4009", true, "a=rtcp-mux")]
    [InlineData("a=rtcp-mux", true, "a=rtcp-mux")]
    [InlineData("a=rtcp:4009\na=rtcp-mux", false, "a=rtcp:30001 IN IP4 203.0.113.5")]
    [InlineData("a=rtcp-mux-only\na=rtcp-mux", false, "")]
    public void Where_rtcp_goes_is_written_for_the_side_that_reads_it(string written, bool? mux, string expected)
    {
        var text = Rewritten(SdpText.Audio($"m=audio 4000 RTP/AVP 0\n{written}"), rtcpMux: mux);
        Assert.EndsWith($"m=audio 30000 RTP/AVP 0\n{(expected.Length == 0 ? "" : expected + "\n")}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RTP/AVP", MediaProfile.Rtp)]
    [InlineData("rtp/avpf", MediaProfile.Rtp)]
    [InlineData("RTP/SAVPF", MediaProfile.SecureRtp)]
    [InlineData("udptl", MediaProfile.Datagrams)]
    [InlineData("UDPTL", MediaProfile.Datagrams)]
    [InlineData("UDP/BFCP", MediaProfile.Datagrams)]
    [InlineData("RTP/NEW", MediaProfile.Datagrams)]
    [InlineData("UDP/TLS/RTP/SAVPF", MediaProfile.Unsupported)]
    [InlineData("UDP/TLS/UDPTL", MediaProfile.Unsupported)]
    [InlineData("UDP/DTLS/SCTP", MediaProfile.Unsupported)]
    [InlineData("DTLS/SCTP", MediaProfile.Unsupported)]
    [InlineData("TCP/MSRP", MediaProfile.Unsupported)]
    [InlineData("TCP/RTP/AVP", MediaProfile.Unsupported)]
    [InlineData("something", MediaProfile.Unsupported)]
    public void A_protocol_says_what_may_be_relayed(string protocol, MediaProfile expected)
    {
        var media = SdpText.Audio($"m=audio 4000 {protocol} 0").Media[0];
        Assert.Equal(expected, media.Profile);
        var usable = expected is MediaProfile.Rtp or MediaProfile.Datagrams;
        Assert.Equal(
            usable ? SdpAnchorOutcome.Usable : SdpAnchorOutcome.UnsupportedProfile, SdpAnchor.Judge(media));
    }

    [Theory]
    [InlineData("a=none", SdpAnchorOutcome.NoAudio)]
    [InlineData("m=video 4 RTP/AVP 31", SdpAnchorOutcome.NoAudio)]
    [InlineData("m=audio 4 udptl t38", SdpAnchorOutcome.UnsupportedProfile)]
    [InlineData("m=audio 0 RTP/AVP 0", SdpAnchorOutcome.Disabled)]
    [InlineData("m=audio 4 RTP/SAVP 0", SdpAnchorOutcome.UnsupportedProfile)]
    [InlineData("m=audio 4 UDP/TLS/RTP/SAVPF 0", SdpAnchorOutcome.UnsupportedProfile)]
    [InlineData("m=audio 4 RTP/AVP", SdpAnchorOutcome.NoAddressOrFormat)]
    [InlineData("m=audio 4 RTP/AVP 0\nc=IN IP4 name.example", SdpAnchorOutcome.NoAddressOrFormat)]
    [InlineData("m=audio 4 RTP/AVP 0\nc=IN IP4 239.1.2.3/127", SdpAnchorOutcome.NoAddressOrFormat)]
    [InlineData("m=audio 4 RTP/AVP 0\nc=IN IP4 255.255.255.255", SdpAnchorOutcome.NoAddressOrFormat)]
    [InlineData("m=audio 4 RTP/AVP 0\nc=IN IP6 ff02::1", SdpAnchorOutcome.NoAddressOrFormat)]
    [InlineData("m=audio 4 RTP/SAVP 0\nm=audio 0 RTP/AVP 0", SdpAnchorOutcome.UnsupportedProfile)]
    public void Without_usable_audio_the_caller_learns_why(string media, SdpAnchorOutcome expected)
    {
        Assert.Equal(expected, SdpAnchor.FirstUsableAudio(SdpText.Audio(media), out var audio));
        Assert.Null(audio);
    }

    [Theory]
    [InlineData("a=key-mgmt:mikey AQ")]
    [InlineData("a=end-of-candidates")]
    [InlineData("a=remote-candidates:1 192.0.2.9 5")]
    [InlineData("a=ice-options:trickle")]
    [InlineData("a=tls-id:abc")]
    [InlineData("a=bundle-only")]
    [InlineData("k=clear:secret")]
    public void What_belongs_to_their_transport_does_not_pass(string line)
    {
        Assert.DoesNotContain(
            line, Rewritten(SdpText.Audio($"m=audio 4000 RTP/AVP 0\n{line}")), StringComparison.Ordinal);
        Assert.DoesNotContain(
            line, Rewritten(SdpText.Audio("m=audio 4000 RTP/AVP 0", $"c=IN IP4 192.0.2.10\n{line}")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=group:LS 1 2")]
    [InlineData("a=rtcp-xr:voip-metrics")]
    [InlineData("a=rtcp-fb:* nack")]
    [InlineData("a=iced:tea")]
    [InlineData("a=setupx:1")]
    [InlineData("i=a title")]
    [InlineData("b=TIAS:64000")]
    public void What_only_looks_alike_passes(string line)
    {
        Assert.Contains(
            $"\n{line}\n", Rewritten(SdpText.Audio($"m=audio 4000 RTP/AVP 0\n{line}")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65535)]
    public void A_port_without_room_for_RTCP_is_a_mistake_of_ours(int port)
    {
        var original = SdpText.Parse(SdpText.Phone);

        Assert.Throws<ArgumentOutOfRangeException>(
            () => SdpAnchor.Rewrite(original, Ours, Us, [new AnchoredLine(original.Media[0], port)]));
    }
}
