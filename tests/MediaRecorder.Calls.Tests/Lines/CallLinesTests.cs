using System.Net;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Calls.Tests.Transfers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Sdp;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Lines;

/// <summary>Calls of more than one m-line, and m-lines that become another kind.</summary>
// REQ: A-07
public sealed class CallLinesTests
{
    private const string Audio = "m=audio 4000 RTP/AVP 0\r\n";
    private const string Video = "m=video 4002 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n";
    private const string NoVideo = "m=video 0 RTP/AVP 96\r\n";
    private const string Fax = "m=image 4004 udptl t38\r\na=T38FaxVersion:0\r\n";

    private readonly HandmadeCall _call = new();

    [Fact]
    public void Video_beside_the_voice_is_relayed_by_ports_of_its_own_and_marked()
    {
        _call.Offered(Lines("192.0.2.10", Audio + Video));
        Assert.Equal([10_002, 10_006], Ports(_call.Invite!));
        var answer = ToCustomer(_call.Agent(Response(_call.Invite!, 200, Lines("192.0.2.20", Audio + Video))));
        Assert.Equal([10_000, 10_004], Ports(answer));
        Assert.Equal("192.0.2.10:4002", RemoteOf(LegSide.Ingress, 1));
        Assert.Equal("192.0.2.20:4002", RemoteOf(LegSide.Egress, 1));
        Assert.Equal(0, _call.Recorder.Voice);
        Assert.Equal(["voice, video RTP/AVP"], Marks());
    }

    [Fact]
    public void A_stream_that_one_side_refuses_is_off_on_both()
    {
        _call.Offered(Lines("192.0.2.10", Audio + Video));
        var answer = ToCustomer(_call.Agent(Response(_call.Invite!, 200, Lines("192.0.2.20", Audio + NoVideo))));
        Assert.Equal([10_000, 0], Ports(answer));
        Assert.Equal((default, default), (Remote(LegSide.Ingress, 1), Remote(LegSide.Egress, 1)));
        Assert.Empty(Marks());
        End();
    }

    [Fact]
    public void The_voice_is_the_first_audio_that_both_sides_have()
    {
        _call.Offered(Lines("192.0.2.10", Video + Audio + Audio));
        Assert.Equal(1, _call.Recorder.Voice);
        _call.Agent(Response(_call.Invite!, 200, Lines("192.0.2.20", Video + "m=audio 0 RTP/AVP 0\r\n" + Audio)));
        Assert.Equal(2, _call.Recorder.Voice);
        Assert.Equal(default, Remote(LegSide.Ingress, 1));
        End();
    }

    [Fact]
    public void A_reinvite_adds_a_stream_ends_it_and_takes_its_place_up_again()
    {
        _call.Talking();
        Assert.Equal([10_000, 10_004], Ports(Reinvite(2, Audio + Video, Audio + Video)));
        Assert.Equal([10_000, 0], Ports(Reinvite(3, Audio + NoVideo, Audio + NoVideo)));
        Assert.Equal(default, Remote(LegSide.Egress, 1));
        Assert.Equal([10_000, 10_004], Ports(Reinvite(4, Audio + Video, Audio + Video)));
        Assert.Equal(["voice, video RTP/AVP", "voice", "voice, video RTP/AVP"], Marks());
        End();
    }

    [Fact]
    public void An_added_stream_without_a_free_port_is_refused_and_the_call_goes_on()
    {
        _call.Talking();
        _call.Recorder.OutOfPorts = true;
        Assert.Equal([10_000, 0], Ports(Reinvite(2, Audio + Video, Audio + NoVideo)));
        End();
    }

    // RFC 3264 §8.3.2, T.38 annex D: in the place of the voice, or beside it with the voice at port 0.
    [Theory]
    [InlineData("m=image 4004 udptl t38\r\n", 0)]
    [InlineData("m=audio 0 RTP/AVP 0\r\nm=image 4004 udptl t38\r\n", 1)]
    public void A_fax_takes_the_place_of_the_voice_and_gives_it_back(string fax, int place)
    {
        _call.Talking();
        Assert.NotEqual(0, Ports(Reinvite(2, fax, fax))[place]);
        Assert.Null(_call.Recorder.Voice);
        var caller = Remote(LegSide.Ingress, place);
        Assert.Equal((LineKind.Datagrams, "192.0.2.10:4004"), (caller.Kind, caller.Rtp?.ToString()));
        Assert.Equal(LineKind.Datagrams, Remote(LegSide.Egress, place).Kind);
        Reinvite(3, Audio, Audio);
        Assert.Equal(0, _call.Recorder.Voice);
        Assert.Equal(LineKind.Rtp, Remote(LegSide.Egress, 0).Kind);
        Assert.Equal(["image udptl", "voice"], Marks());
        End();
    }

    [Fact]
    public void A_refused_fax_leaves_the_voice_and_its_repetition_as_they_were()
    {
        _call.Offered();
        _call.Take(ToCustomer(_call.Agent(Response(
            _call.Invite!, 200, AgentSdp(), extra: "Session-Expires: 600;refresher=uac\r\nRequire: timer\r\n"))));
        _call.Customer(_call.CustomerRequest("ACK", 1));
        var reinvite = _call.Customer(_call.CustomerRequest("INVITE", 2, Lines("192.0.2.10", Fax, 2)))[^1].Message;
        Assert.Equal([10_002], Ports(reinvite));
        _call.Agent(Response(reinvite, 488));
        Assert.Equal(0, _call.Recorder.Voice);
        Assert.Equal(LineKind.Rtp, Remote(LegSide.Ingress, 0).Kind);
        Assert.Empty(Marks());

        var refresh = _call.Wait(301).First(m => m.Message is { IsRequest: true, Method: SipMethod.Invite }).Message;
        Assert.Equal(Text(_call.Invite!).Replace(" 2 IN", " 4 IN", StringComparison.Ordinal), Text(refresh));
        _call.Agent(Response(refresh, 200, AgentSdp()));
        End();
    }

    [Theory]
    [InlineData("m=application 9 TCP/MSRP *\r\n")]
    [InlineData("m=video 4002 UDP/TLS/RTP/SAVPF 96\r\n")]
    [InlineData("m=video 4002 RTP/SAVP 96\r\n")]
    [InlineData("m=video 4002 RTP/AVP 96\r\nc=IN IP4 239.1.1.1/127\r\n")]
    [InlineData("m=video 4002 RTP/AVP 96\r\nc=IN IP6 2001:db8::10\r\n")]
    public void What_cannot_be_relayed_is_refused_by_port_0(string other)
    {
        _call.Offered(Lines("192.0.2.10", other + Audio));
        Assert.Equal([0, 10_002], Ports(_call.Invite!));
        var answer = ToCustomer(_call.Agent(Response(_call.Invite!, 200, Lines("192.0.2.20", other + Audio))));
        Assert.Equal([0, 10_000], Ports(answer));
        End();
    }

    [Fact]
    public void An_offer_without_anything_to_relay_is_488_and_leaves_no_port()
    {
        var refused = Assert.Single(_call.Customer(_call.CustomerRequest(
            "INVITE", 1, Lines("192.0.2.10", "m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\nm=message 9 TCP/MSRP *\r\n")))).Message;
        Assert.Equal(488, refused.StatusCode);
        _call.AssertNothingLeft();
    }

    [Fact]
    public void M_lines_beyond_the_limit_are_refused()
    {
        var many = string.Concat(Enumerable.Repeat(Video, 60));
        _call.Offered(Lines("192.0.2.10", Audio + many));
        Assert.Equal(RelayPath.MaxLines, Ports(_call.Invite!).Count(port => port != 0));
        Assert.Equal(61, Ports(_call.Invite!).Count);
        Assert.Equal(61 - RelayPath.MaxLines, _call.Recorder.Counters.LinesWithoutPorts);
        _call.Agent(Response(_call.Invite!, 486));
        _call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("")]
    [InlineData("m=audio 4000 RTP/AVP 0\r\nm=video 4002 RTP/AVP 96\r\nm=text 4006 RTP/AVP 98\r\n")]
    public void An_answer_has_as_many_m_lines_as_its_offer(string answered)
    {
        _call.Offered(Lines("192.0.2.10", Audio + Video));
        var answer = _call.Agent(Response(
            _call.Invite!, 200, Lines("192.0.2.20", answered.Length == 0 ? Audio : answered)));
        Assert.Equal(2, Ports(ToCustomer(answer)).Count);
        End();
    }

    // RFC 5761 §5.1.1. Each row: who says rtcp-mux, what the caller is answered, to which port its and the callee's RTCP go.
    [Theory]
    [InlineData(false, false, false, 4001, 6001)]
    [InlineData(true, true, true, 4000, 6000)]
    [InlineData(true, false, true, 4000, 6001)]
    public void Each_side_multiplexes_rtcp_by_itself(
        bool callerMuxes, bool calleeMuxes, bool answered, int toCaller, int toCallee)
    {
        const string mux = "a=rtcp-mux\r\n";
        _call.Offered(CustomerSdp(extra: callerMuxes ? mux : ""));
        Assert.Equal(callerMuxes, Text(_call.Invite!).Contains(mux, StringComparison.Ordinal));
        var answer = ToCustomer(_call.Agent(
            Response(_call.Invite!, 200, AgentSdp(extra: calleeMuxes ? mux : ""))));
        Assert.Equal(answered, Text(answer).Contains(mux, StringComparison.Ordinal));
        Assert.Equal(toCaller, RtcpPort(LegSide.Ingress));
        Assert.Equal(toCallee, RtcpPort(LegSide.Egress));
        End();
    }

    [Fact]
    public void Rtcp_mux_that_nobody_offered_is_kept_from_the_caller()
    {
        _call.Offered();
        var answer = ToCustomer(_call.Agent(Response(_call.Invite!, 200, AgentSdp(extra: "a=rtcp-mux\r\n"))));
        Assert.DoesNotContain("rtcp-mux", Text(answer), StringComparison.Ordinal);
        End();
    }

    // RFC 3264 §8: m-lines never become fewer, whoever takes a party's place.
    [Fact]
    public void Of_a_newcomer_with_fewer_m_lines_the_other_party_hears_as_many_as_before()
    {
        var stage = new TransferStage();
        var call = stage.Call;
        call.Offered(Lines("192.0.2.10", Audio + Video));
        call.Take(ToCustomer(call.Agent(Response(call.Invite!, 200, Lines("192.0.2.20", Audio + Video)))));
        call.Customer(call.CustomerRequest("ACK", 1));

        var reinvite = call.Agent(stage.DansInvite($"Replaces: {stage.AgentDialog}\r\n"))[^1].Message;
        Assert.Equal([10_000, 0], Ports(reinvite));
        Assert.Contains("m=video 0", Text(reinvite), StringComparison.Ordinal);
        var answer = call.Customer(Response(reinvite, 200, Lines("192.0.2.10", Audio + NoVideo, 2)))
            .Single(m => !m.Message.IsRequest).Message;
        Assert.Single(Ports(answer));
        call.HangUpAll();
        call.AssertNothingLeft();
    }

    private static string Lines(string address, string lines, int version = 1) =>
        $"v=0\r\no=- 7 {version} IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n{lines}";

    private static SipMessage ToCustomer(List<(IPEndPoint To, SipMessage Message)> sent) =>
        sent.Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message;

    private static List<int> Ports(SipMessage message)
    {
        Assert.True(SessionDescription.TryParse(message.Body, out var sdp, out _));
        return [.. sdp.Media.Select(m => m.Port)];
    }

    private static string Text(SipMessage message) => System.Text.Encoding.ASCII.GetString(message.Body);

    private LineRemote Remote(LegSide side, int place) => _call.Recorder.RemoteOf(side, place);

    private string? RemoteOf(LegSide side, int place) => Remote(side, place).Rtp?.ToString();

    private int RtcpPort(LegSide side) =>
        Remote(side, 0) is { RtcpMux: true } muxed ? muxed.Rtp!.Port : Remote(side, 0).Rtcp!.Port;

    private IEnumerable<string> Marks() =>
        _call.Recorder.Recording.Cues.OfType<MediaLinesChanged>().Select(cue => cue.Evidence);

    // A re-INVITE of the customer, answered and acknowledged; what the customer is answered.
    private SipMessage Reinvite(int cseq, string offer, string answer)
    {
        var request = _call.CustomerRequest("INVITE", cseq, Lines("192.0.2.10", offer, cseq));
        var forwarded = _call.Customer(request)[^1].Message;
        var sent = ToCustomer(_call.Agent(Response(forwarded, 200, Lines("192.0.2.20", answer, cseq))));
        Assert.Equal(200, sent.StatusCode);
        _call.Customer(_call.CustomerRequest("ACK", cseq));
        return sent;
    }

    private void End()
    {
        _call.HangUpAll();
        _call.AssertNothingLeft();
    }
}
