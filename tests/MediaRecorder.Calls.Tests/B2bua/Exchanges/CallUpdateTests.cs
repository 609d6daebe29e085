using System.Globalization;
using System.Net;
using System.Text;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Sip.Messages;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.B2bua.Exchanges;

/// <summary>UPDATE in early and confirmed dialogs, from either side (RFC 3311).</summary>
// REQ: A-01
public sealed class CallUpdateTests
{
    private const string Hold = "a=sendonly\r\n";

    private static readonly IPEndPoint Customer = SimulatedRecorder.CustomerSip;
    private static readonly IPEndPoint Agent = SimulatedRecorder.AgentSip;

    private readonly HandmadeCall _call = new();

    // REQ: C-01
    [Fact]
    public void An_update_with_an_offer_is_anchored_both_ways_and_its_hold_is_cued()
    {
        _call.Talking();
        var update = ToOne(_call.Agent(_call.AgentRequest("UPDATE", 1, AgentSdp(6100, 2, Hold))), Customer);
        Assert.Equal("UPDATE", update.MethodToken);
        Assert.Single(update.Contacts);
        Assert.Contains("m=audio 10000", Body(update), StringComparison.Ordinal);
        Assert.Equal(6000, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        var ok = ToOne(_call.Customer(CustomerResponse(update, 200, CustomerSdp(4100, 2, "a=recvonly\r\n"))), Agent);
        Assert.Contains("m=audio 10002", Body(ok), StringComparison.Ordinal);
        Assert.Single(ok.Contacts);
        Assert.Equal(6100, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Assert.Equal(4100, _call.Recorder.RemoteOf(LegSide.Ingress).Rtp!.Port);
        Assert.Equal(LegId.Egress, Assert.IsType<HoldStarted>(_call.Recorder.Recording.Cues[^1]).By);

        update = ToOne(_call.Agent(_call.AgentRequest("UPDATE", 2, AgentSdp(6100, 3))), Customer);
        _call.Customer(CustomerResponse(update, 200, CustomerSdp(4100, 3)));
        Assert.IsType<HoldEnded>(_call.Recorder.Recording.Cues[^1]);
        End(2);
    }

    [Fact]
    public void An_update_without_an_offer_moves_the_target_only()
    {
        _call.Talking();
        var update = ToOne(
            _call.Customer(_call.CustomerRequest("UPDATE", 2).Replace(
                "Contact: <sip:192.0.2.10>", "Contact: <sip:moved@192.0.2.10>", StringComparison.Ordinal)),
            Agent);
        Assert.True(update.Body.IsEmpty);
        _call.Agent(Response(update, 200));
        Assert.Equal("sip:moved@192.0.2.10", ToOne(_call.Agent(_call.AgentRequest("INFO", 1)), Customer).RequestUri);
    }

    [Fact]
    public void While_it_rings_both_sides_may_update_once_the_offer_has_its_answer()
    {
        _call.Offered(extra: "Supported: 100rel\r\nAllow: INVITE, UPDATE, PRACK, REGISTER\r\n");
        Assert.True(_call.Invite!.HasToken(Sip.Messages.Headers.SipHeaderName.Allow, "UPDATE"));
        Assert.False(_call.Invite!.HasToken(Sip.Messages.Headers.SipHeaderName.Allow, "REGISTER"));
        Assert.False(_call.Invite!.HasToken(Sip.Messages.Headers.SipHeaderName.Allow, "INFO"));
        var ringing = ToOne(
            _call.Agent(Response(_call.Invite!, 183, AgentSdp(), extra: "Require: 100rel\r\nRSeq: 1\r\n")), Customer);
        var prack = ToOne(_call.Customer(Early("PRACK", 2, ringing, extra: "RAck: 1 1 INVITE\r\n")), Agent);
        _call.Agent(Response(prack, 200));

        var update = ToOne(_call.Customer(Early("UPDATE", 3, ringing, CustomerSdp(4100, 2))), Agent);
        _call.Agent(Response(update, 200, AgentSdp(6100, 2)));
        Assert.Equal(4100, _call.Recorder.RemoteOf(LegSide.Ingress).Rtp!.Port);
        update = ToOne(_call.Agent(_call.AgentRequest("UPDATE", 1, AgentSdp(6200, 3, Hold))), Customer);
        _call.Customer(CustomerResponse(update, 200, CustomerSdp(4100, 3)));
        Assert.Equal(6200, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Assert.DoesNotContain(_call.Recorder.Recording.Cues, cue => cue is HoldStarted);

        var ok = ToOne(_call.Agent(Response(_call.Invite!, 200)), Customer);
        Assert.True(ok.Body.IsEmpty);
        Assert.Equal(6200, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Assert.Equal(LegId.Egress, Assert.IsType<HoldStarted>(_call.Recorder.Recording.Cues[^1]).By);
        _call.Customer(Early("ACK", 1, ringing));
        _call.Customer(Early("BYE", 4, ringing));
        _call.AssertNothingLeft();
    }

    // RFC 3311 §5.2: 491 to whom we owe no answer, 500 to whom we do.
    [Fact]
    public void An_offer_before_the_first_has_its_answer_is_refused()
    {
        _call.Offered();
        var ringing = ToOne(_call.Agent(Response(_call.Invite!, 183, AgentSdp())), Customer);
        AssertTryLater(ToOne(_call.Customer(Early("UPDATE", 2, ringing, CustomerSdp(4100, 2))), Customer));
        Assert.Equal(491, ToOne(_call.Agent(_call.AgentRequest("UPDATE", 1, AgentSdp(6100, 2))), Agent).StatusCode);
        Assert.Equal("UPDATE", ToOne(_call.Agent(_call.AgentRequest("UPDATE", 2)), Customer).MethodToken);
    }

    [Fact]
    public void Two_offers_at_once_and_two_updates_at_once_are_refused()
    {
        _call.Talking();
        var update = ToOne(_call.Customer(_call.CustomerRequest("UPDATE", 2, CustomerSdp(4100, 2))), Agent);
        Assert.Equal(491, ToOne(_call.Agent(_call.AgentRequest("UPDATE", 1, AgentSdp(6100, 2))), Agent).StatusCode);
        Assert.Equal(491, ToOne(_call.Agent(_call.AgentRequest("INVITE", 2, AgentSdp(6100, 2))), Agent).StatusCode);
        AssertTryLater(ToOne(_call.Customer(_call.CustomerRequest("UPDATE", 3)), Customer));
        AssertTryLater(ToOne(_call.Customer(_call.CustomerRequest("INVITE", 4, CustomerSdp(4200, 3))), Customer));
        _call.Agent(Response(update, 200, AgentSdp(6100, 2)));
        Assert.Equal("UPDATE", ToOne(_call.Customer(_call.CustomerRequest("UPDATE", 5)), Agent).MethodToken);
        End(6);
    }

    [Fact]
    public void An_update_that_crosses_an_open_reinvite_is_refused_with_an_offer_and_passes_without()
    {
        _call.Talking();
        var reinvite = ToOne(_call.Customer(_call.CustomerRequest("INVITE", 2, CustomerSdp(4100, 2))), Agent);
        Assert.Equal(491, ToOne(_call.Agent(_call.AgentRequest("UPDATE", 1, AgentSdp(6100, 2))), Agent).StatusCode);
        var update = ToOne(_call.Agent(_call.AgentRequest("UPDATE", 2)), Customer);
        Assert.Equal(200, ToOne(_call.Customer(CustomerResponse(update, 200)), Agent).StatusCode);
        _call.Agent(Response(reinvite, 488));
        update = ToOne(_call.Agent(_call.AgentRequest("UPDATE", 3, AgentSdp(6100, 2))), Customer);
        _call.Customer(CustomerResponse(update, 200, CustomerSdp(4000, 2)));
        Assert.Equal(6100, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        End(3);
    }

    [Theory]
    [InlineData(488)]
    [InlineData(491)]
    [InlineData(500)]
    public void A_refused_update_changes_nothing(int status)
    {
        _call.Talking();
        var update = ToOne(_call.Customer(_call.CustomerRequest("UPDATE", 2, CustomerSdp(4100, 2, Hold))), Agent);
        var answer = ToOne(_call.Agent(Response(update, status, extra: "Retry-After: 7\r\n")), Customer);
        Assert.True(answer.TryGetHeader("Retry-After", out var wait));
        Assert.Equal((status, "7"), (answer.StatusCode, wait));
        Assert.Equal(4000, _call.Recorder.RemoteOf(LegSide.Ingress).Rtp!.Port);
        Assert.DoesNotContain(_call.Recorder.Recording.Cues, cue => cue is HoldStarted);
        End(3);
    }

    [Theory]
    [InlineData("", 488)]
    [InlineData("hello", 488)]
    public void An_offer_that_gets_no_answer_is_refused_and_what_was_agreed_goes_on(string body, int status)
    {
        _call.Talking();
        var update = ToOne(_call.Customer(_call.CustomerRequest("UPDATE", 2, CustomerSdp(4100, 2))), Agent);
        Assert.Equal(status, ToOne(_call.Agent(Response(update, 200, body)), Customer).StatusCode);
        Assert.Equal(4000, _call.Recorder.RemoteOf(LegSide.Ingress).Rtp!.Port);
        End(3);
    }

    [Theory]
    [InlineData("text/plain", "hello", 415)]
    [InlineData("application/sdp", "hello", 400)]
    public void A_body_of_no_use_is_refused(string type, string body, int status)
    {
        _call.Talking();
        var request = _call.CustomerRequest("UPDATE", 2, body)
            .Replace("application/sdp", type, StringComparison.Ordinal);
        Assert.Equal(status, ToOne(_call.Customer(request), Customer).StatusCode);
    }

    // RFC 3261 §12.2.1.2.
    [Theory]
    [InlineData(481)]
    [InlineData(408)]
    [InlineData(null)]
    public void An_update_into_a_dead_dialog_ends_both_sides(int? status)
    {
        _call.Talking();
        var update = ToOne(_call.Customer(_call.CustomerRequest("UPDATE", 2)), Agent);
        var sent = status is { } code ? _call.Agent(Response(update, code)) : _call.Wait(40);
        Assert.Contains(sent, m => m.To.Equals(Customer) && m.Message is { IsRequest: true, MethodToken: "BYE" });
        Assert.Contains(sent, m => m.To.Equals(Agent) && m.Message is { IsRequest: true, MethodToken: "BYE" });
        Assert.Equal(1, _call.Recorder.Counters.Ended(CallOutcome.SignallingFailed));
        _call.AssertNothingLeft();
    }

    private static string CustomerResponse(SipMessage request, int status, string body = "") =>
        Response(request, status, body).Replace("sip:agent@192.0.2.20", "sip:192.0.2.10", StringComparison.Ordinal);

    private void End(int cseq)
    {
        _call.Customer(_call.CustomerRequest("BYE", cseq));
        _call.AssertNothingLeft();
    }

    private string Early(string method, int cseq, SipMessage response, string body = "", string extra = "") =>
        _call.CustomerRequest(method, cseq, body, extra).Replace(
            "To: <sip:4711@192.0.2.1>", "To: " + response.To.Text, StringComparison.Ordinal);

    private static void AssertTryLater(SipMessage answer)
    {
        Assert.Equal(500, answer.StatusCode);
        Assert.True(answer.TryGetHeader("Retry-After", out var wait));
        Assert.InRange(int.Parse(wait, CultureInfo.InvariantCulture), 0, 10);
    }

    private static string Body(SipMessage message) => Encoding.ASCII.GetString(message.Body);

    private static SipMessage ToOne(List<(IPEndPoint To, SipMessage Message)> sent, IPEndPoint to) =>
        Assert.Single(sent, m => m.To.Equals(to)).Message;
}
