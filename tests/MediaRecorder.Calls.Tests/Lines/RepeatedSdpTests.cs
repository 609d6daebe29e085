using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Calls.Tests.Conferences;
using MediaRecorder.Calls.Tests.Transfers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Model;
using MediaRecorder.Sip.Messages;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Lines;

/// <summary>What relay and recording are told of an SDP that repeats what they know, and of one that does not.</summary>
// REQ: A-07
public sealed class RepeatedSdpTests
{
    private const string Key = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB\r\n";
    private const string OtherKey = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC\r\n";

    private readonly HandmadeCall _call = new();

    [Fact]
    public void Session_refresh_tells_nobody_anything()
    {
        _call.Offered();
        var before = Told(_call);
        Assert.Equal((0, 0, 0), before with { Remotes = 0, Formats = 0 });
        _call.Take(ToCustomer(_call.Agent(Response(
            _call.Invite!, 200, AgentSdp(), extra: "Session-Expires: 600;refresher=uac\r\nRequire: timer\r\n"))));
        _call.Customer(_call.CustomerRequest("ACK", 1));
        before = Told(_call);
        var refresh = _call.Wait(301).First(m => m.Message is { IsRequest: true, Method: SipMethod.Invite }).Message;
        _call.Agent(Response(refresh, 200, AgentSdp()));
        Assert.Equal(before, Told(_call));
        End(_call);
    }

    // Each row: what the customer offers after port 4000, and what is told of it: remotes, keys, tables of formats.
    [Theory]
    [InlineData("", 4000, 0, 0)]
    [InlineData("", 4010, 1, 0)]
    [InlineData("a=rtcp-mux\r\n", 4000, 1, 0)]
    [InlineData("a=sendonly\r\n", 4000, 0, 0)]
    [InlineData("a=rtpmap:0 PCMU/16000\r\n", 4000, 0, 2)]
    public void Reinvite_tells_just_what_has_changed(string extra, int port, int remotes, int formats)
    {
        _call.Talking();
        Assert.Equal((remotes, 0, formats), Reinvite(_call, 2, CustomerSdp(port, 2, extra)));
        Assert.Equal((0, 0, 0), Reinvite(_call, 3, CustomerSdp(port, 3, extra)));
        End(_call);
    }

    [Fact]
    public void Held_by_0_0_0_0_and_resumed_is_told_each_time()
    {
        _call.Talking();
        var held = CustomerSdp(version: 2).Replace("c=IN IP4 192.0.2.10", "c=IN IP4 0.0.0.0", StringComparison.Ordinal);
        Assert.Equal((1, 0, 0), Reinvite(_call, 2, held));
        Assert.Null(_call.Recorder.RemoteOf(LegSide.Ingress).Rtp);
        Assert.Equal((1, 0, 0), Reinvite(_call, 3, CustomerSdp(version: 3)));
        Assert.Equal("192.0.2.10:4000", _call.Recorder.RemoteOf(LegSide.Ingress).Rtp?.ToString());
        End(_call);
    }

    [Fact]
    public void Voice_that_a_fax_took_the_place_of_is_told_anew()
    {
        _call.Talking();
        const string fax = "v=0\r\no=- 7 2 IN IP4 192.0.2.{0}\r\ns=-\r\nc=IN IP4 192.0.2.{0}\r\nt=0 0\r\nm=image 4004 udptl t38\r\n";
        var told = Reinvite(
            _call, 2, fax.Replace("{0}", "10", StringComparison.Ordinal), fax.Replace("{0}", "20", StringComparison.Ordinal));
        Assert.Equal(2, told.Remotes);
        Assert.Equal((2, 0, 2), Reinvite(_call, 3, CustomerSdp(version: 3)));
        End(_call);
    }

    [Fact]
    public void Keys_are_told_when_they_change_and_are_the_relays_alone()
    {
        var call = SecureCall();
        var first = call.Recorder.KeysOf(LegSide.Ingress)!;
        Assert.Equal((0, 0, 0), Reinvite(call, 2, Secure(Key, 2)));
        Assert.Equal((0, 1, 0), Reinvite(call, 3, Secure(OtherKey, 3)));
        var second = call.Recorder.KeysOf(LegSide.Ingress)!;
        Assert.False(second.Theirs[0].Matches(first.Theirs[0]));
        Assert.NotSame(first.Ours, second.Ours);
        Assert.Equal((0, 0, 0), Reinvite(call, 4, Secure(OtherKey, 4)));
        Assert.Equal((0, 1, 0), Reinvite(call, 5, CustomerSdp(version: 5)));
        Assert.Null(call.Recorder.KeysOf(LegSide.Ingress));
        Assert.Equal((0, 0, 0), Reinvite(call, 6, CustomerSdp(version: 6)));
        Assert.Equal((0, 1, 0), Reinvite(call, 7, Secure(OtherKey, 7)));
        End(call);
    }

    [Fact]
    public void Newcomer_is_told_of_though_its_SDP_is_that_of_whom_it_replaces()
    {
        var stage = new TransferStage().Talking();
        var before = Told(stage.Call);
        var reinvite = stage.Call.Agent(
            stage.DansInvite($"Replaces: {stage.AgentDialog}\r\n", AgentSdp()))[^1].Message;
        stage.Call.Customer(TransferStage.CustomersAnswer(reinvite));
        Assert.Equal((1, 0, 1), Since(before, stage.Call));
        End(stage.Call);
    }

    [Fact]
    public void Members_offer_that_repeats_itself_tells_nobody_anything()
    {
        var stage = new ConferenceStage().Joined();
        stage.FromThird("UPDATE", Sdp("192.0.2.10", 4200, 2));
        stage.FromAgent("UPDATE", AgentSdp(version: 2));
        var before = Told(stage.Call);
        Assert.Contains("third 200", stage.FromThird("UPDATE", Sdp("192.0.2.10", 4200, 3)));
        Assert.Contains("agent 200", stage.FromAgent("UPDATE", AgentSdp(version: 3)));
        Assert.Equal((0, 0, 0), Since(before, stage.Call));
        Assert.Contains("third 200", stage.FromThird("UPDATE", Sdp("192.0.2.10", 4210, 4)));
        Assert.Equal((1, 0, 0), Since(before, stage.Call));
        End(stage.Call);
    }

    [Fact]
    public void After_a_conference_both_sides_are_told_anew()
    {
        var stage = new ConferenceStage().Joined();
        var before = Told(stage.Call);
        stage.FromThird("BYE");
        Assert.Equal(2, Since(before, stage.Call).Remotes);
        End(stage.Call);
    }

    [Fact]
    public void Third_party_that_takes_a_side_is_told_anew_there()
    {
        var stage = new ConferenceStage().Joined();
        stage.FromAgent("BYE");
        Assert.Equal("192.0.2.10:4200", stage.Recorder.RemoteOf(LegSide.Egress).Rtp?.ToString());
        Assert.Equal("192.0.2.10:4000", stage.Recorder.RemoteOf(LegSide.Ingress).Rtp?.ToString());
        Assert.Contains(new LegId(2), stage.Recorder.Recording.Formats.Keys);
        End(stage.Call);
    }

    private static (int Remotes, int Keys, int Formats) Told(HandmadeCall call) =>
        (call.Recorder.RemoteChanges, call.Recorder.KeyChanges, call.Recorder.Recording.FormatChanges);

    private static (int Remotes, int Keys, int Formats) Since((int Remotes, int Keys, int Formats) before, HandmadeCall call)
    {
        var now = Told(call);
        return (now.Remotes - before.Remotes, now.Keys - before.Keys, now.Formats - before.Formats);
    }

    // A re-INVITE of the customer's; what was told of it.
    private static (int Remotes, int Keys, int Formats) Reinvite(
        HandmadeCall call, int cseq, string offer, string? answer = null)
    {
        var before = Told(call);
        var forwarded = call.Customer(call.CustomerRequest("INVITE", cseq, offer))[^1].Message;
        Assert.Equal(200, ToCustomer(call.Agent(Response(forwarded, 200, answer ?? AgentSdp(version: cseq)))).StatusCode);
        call.Customer(call.CustomerRequest("ACK", cseq));
        return Since(before, call);
    }

    private static HandmadeCall SecureCall()
    {
        var model = SimulatedRecorder.Model();
        var carrier = model.Trunks["carrier"];
        var call = new HandmadeCall(model with
        {
            Trunks = model.Trunks.SetItem(
                "carrier", carrier with { Srtp = SrtpModel.Disabled with { Mode = SrtpMode.Optional, OverPlainSip = true } }),
        });
        call.Answered(Secure(Key, 1));
        call.Customer(call.CustomerRequest("ACK", 1));
        return call;
    }

    private static string Secure(string key, int version) => CustomerSdp(version: version, extra: key);

    private static SipMessage ToCustomer(List<(System.Net.IPEndPoint To, SipMessage Message)> sent) =>
        sent.Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message;

    private static void End(HandmadeCall call)
    {
        call.HangUpAll();
        call.AssertNothingLeft();
    }
}
