using System.Net;
using System.Text;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Sdp;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.B2bua;

/// <summary>What offers, answers and targets do to the other side and to the media.</summary>
// REQ: A-01
public sealed class CallDescriptionTests
{
    private readonly HandmadeCall _call = new();

    [Fact]
    public void An_answer_that_repeats_the_183_has_the_version_of_the_183_and_a_changed_one_the_next()
    {
        _call.Offered();
        var early = OriginVersion(Assert.Single(_call.Agent(Response(_call.Invite!, 183, AgentSdp()))).Message);
        Assert.Equal(early, OriginVersion(ToCustomer(_call.Agent(Response(_call.Invite!, 200, AgentSdp())))));

        var other = new HandmadeCall().Offered();
        early = OriginVersion(Assert.Single(other.Agent(Response(other.Invite!, 183, AgentSdp()))).Message);
        Assert.Equal(
            early + 1,
            OriginVersion(ToCustomer(other.Agent(Response(other.Invite!, 200, AgentSdp(6100, 2, "a=ptime:20\r\n"))))));
        Assert.Equal(6100, other.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
    }

    [Fact]
    public void A_200_without_sdp_has_the_answer_of_its_183()
    {
        _call.Offered();
        _call.Agent(Response(_call.Invite!, 183, AgentSdp()));
        var answer = ToCustomer(_call.Agent(Response(_call.Invite!, 200)));
        Assert.Equal(200, answer.StatusCode);
        Assert.Contains("m=audio 10000", Body(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v=0\r\no=- 7 1 IN IP4 192.0.2.20\r\ns=-\r\nc=IN IP4 192.0.2.20\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\n")]
    [InlineData("v=0\r\no=- 7 1 IN IP4 192.0.2.20\r\ns=-\r\nc=IN IP4 pbx.example\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0\r\n")]
    [InlineData("v=0\r\no=- 7 1 IN IP6 ::1\r\ns=-\r\nc=IN IP6 2001:db8::20\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0\r\n")]
    public void A_200_without_usable_audio_ends_the_callee_and_gives_488(string sdp)
    {
        _call.Offered();
        var sent = _call.Agent(Response(_call.Invite!, 200, sdp));
        Assert.Equal(
            ["ACK", "BYE"],
            sent.Where(m => m.To.Equals(SimulatedRecorder.AgentSip)).Select(m => m.Message.MethodToken));
        Assert.Equal(488, ToCustomer(sent).StatusCode);
        Assert.Equal(1, _call.Recorder.Counters.Ended(CallOutcome.SignallingFailed));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_reinvite_has_one_contact_and_moves_the_media_only_when_it_is_accepted()
    {
        _call.Talking();
        var forwarded = _call.Customer(_call.CustomerRequest("INVITE", 2, Sdp("192.0.2.11", 4444, 2)))[^1].Message;
        Assert.Single(forwarded.Contacts);
        Assert.Equal(4000, _call.Recorder.RemoteOf(LegSide.Ingress).Rtp!.Port);
        _call.Agent(Response(forwarded, 183, AgentSdp(6666, 2)));
        Assert.Equal(6000, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        _call.Agent(Response(forwarded, 200, AgentSdp(6666, 2)));
        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.11"), 4444), _call.Recorder.RemoteOf(LegSide.Ingress).Rtp);
        Assert.Equal(6666, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
    }

    [Fact]
    public void A_refused_reinvite_with_early_sdp_moves_nothing()
    {
        _call.Talking();
        var forwarded = _call.Customer(_call.CustomerRequest("INVITE", 2, Sdp("192.0.2.11", 4444, 2)))[^1].Message;
        _call.Agent(Response(forwarded, 183, AgentSdp(6666, 2)));
        _call.Agent(Response(forwarded, 488));
        Assert.Equal(4000, _call.Recorder.RemoteOf(LegSide.Ingress).Rtp!.Port);
        Assert.Equal(6000, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
    }

    // REQ: C-01
    [Fact]
    public void A_hold_by_the_unspecified_address_passes_stops_the_media_and_is_cued()
    {
        _call.Talking();
        var forwarded = _call.Agent(_call.AgentRequest("INVITE", 1, Sdp("0.0.0.0", 6000, 2)))[^1].Message;
        Assert.Contains("c=IN IP4 0.0.0.0", Body(forwarded), StringComparison.Ordinal);
        _call.Customer(Response(forwarded, 200, CustomerSdp(version: 2)));
        Assert.Null(_call.Recorder.RemoteOf(LegSide.Egress).Rtp);
        Assert.IsType<HoldStarted>(_call.Recorder.Recording.Cues[^1]);
    }

    [Fact]
    public void A_reinvite_without_an_offer_takes_its_answer_from_the_ack()
    {
        _call.Talking();
        var forwarded = _call.Customer(_call.CustomerRequest("INVITE", 2))[^1].Message;
        Assert.True(forwarded.Body.IsEmpty);
        var sent = _call.Agent(Response(forwarded, 200, AgentSdp(6666, 2)));
        Assert.Contains("m=audio 10000", Body(ToCustomer(sent)), StringComparison.Ordinal);
        var ack = Assert.Single(_call.Customer(_call.CustomerRequest("ACK", 2, CustomerSdp(4444, 2)))).Message;
        Assert.Contains("m=audio 10002", Body(ack), StringComparison.Ordinal);
        Assert.Equal(4444, _call.Recorder.RemoteOf(LegSide.Ingress).Rtp!.Port);
        _call.Customer(_call.CustomerRequest("BYE", 3));
        _call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("text/plain", "hello", 415)]
    [InlineData("application/sdp", "hello", 400)]
    [InlineData("application/sdp", "v=0\r\no=- 7 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\n", 488)]
    public void A_reinvite_with_a_body_of_no_use_is_refused_and_the_call_goes_on(
        string contentType, string body, int status)
    {
        _call.Talking();
        var request = _call.CustomerRequest("INVITE", 2, body)
            .Replace("application/sdp", contentType, StringComparison.Ordinal);
        var response = Assert.Single(_call.Customer(request)).Message;
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == 415, response.TryGetHeader("Accept", out _));
        Assert.Equal(1, _call.Recorder.B2bua.ActiveCalls);
    }

    [Theory]
    [InlineData("", "192.0.2.10:4001")]
    [InlineData("a=rtcp:4999\r\n", "192.0.2.10:4999")]
    [InlineData("a=rtcp:53 IN IP4 198.51.100.7\r\n", null)]
    [InlineData("a=rtcp:4999 IN IP4 224.0.0.1\r\n", null)]
    public void Rtcp_goes_to_the_host_of_the_audio_or_nowhere(string attribute, string? expected)
    {
        _call.Offered(CustomerSdp(extra: attribute));
        Assert.Equal(expected, _call.Recorder.RemoteOf(LegSide.Ingress).Rtcp?.ToString());
    }

    // RFC 3261 §12.2.1.1: requests go to the nearest proxy and name the rest;
    // neither side's proxies are shown to the other.
    [Fact]
    public void Behind_proxies_on_both_sides_requests_follow_each_sides_route()
    {
        _call.Offered(extra: "Record-Route: <sip:192.0.2.12:5070;lr>, <sip:192.0.2.11;lr>\r\n");
        Assert.Empty(_call.Invite!.RecordRoutes);
        var routes = "Record-Route: <sip:192.0.2.21;lr>\r\nRecord-Route: <sip:192.0.2.22:5090;lr>\r\n";
        var sent = _call.Agent(Response(_call.Invite, 200, AgentSdp(), extra: routes));
        var ack = sent.Single(m => m.Message.MethodToken == "ACK" && m.Message.IsRequest);
        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.22"), 5090), ack.To);
        Assert.Equal(["<sip:192.0.2.22:5090;lr>", "<sip:192.0.2.21;lr>"], ack.Message.Routes.Select(r => r.Text));
        Assert.Equal("sip:agent@192.0.2.20", ack.Message.RequestUri);
        var ok = sent.Single(m => !m.Message.IsRequest).Message;
        Assert.Equal(["<sip:192.0.2.12:5070;lr>", "<sip:192.0.2.11;lr>"], ok.RecordRoutes.Select(r => r.Text));

        Assert.Equal(["192.0.2.12:5070", "192.0.2.22:5090"], _call.HangUpAll().Select(m => m.To.ToString()));
        _call.AssertNothingLeft();
    }

    private static SipMessage ToCustomer(List<(IPEndPoint To, SipMessage Message)> sent) =>
        sent.Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message;

    private static string Body(SipMessage message) => Encoding.ASCII.GetString(message.Body);

    private static ulong OriginVersion(SipMessage message)
    {
        Assert.True(SessionDescription.TryParse(message.Body, out var sdp, out _));
        return ulong.Parse(
            sdp.SessionLines.First(l => l.Type == 'o').Value.Split(' ')[2],
            System.Globalization.CultureInfo.InvariantCulture);
    }
}
