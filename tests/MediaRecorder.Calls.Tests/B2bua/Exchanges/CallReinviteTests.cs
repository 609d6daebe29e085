using System.Net;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Media.Paths;
using MediaRecorder.Sip.Messages;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.B2bua.Exchanges;

/// <summary>Re-INVITEs that are cancelled, met by another, or never answered.</summary>
// REQ: A-01
public sealed class CallReinviteTests
{
    private static readonly IPEndPoint Customer = SimulatedRecorder.CustomerSip;
    private static readonly IPEndPoint Agent = SimulatedRecorder.AgentSip;

    private readonly HandmadeCall _call = new();

    // RFC 6141 §3: both sides must know whether the offer was accepted.
    [Fact]
    public void A_200_that_crosses_the_cancel_of_a_reinvite_reaches_its_sender()
    {
        var reinvite = Reinvite();
        Assert.Equal(["200"], Kinds(Cancel(), Customer));
        var sent = _call.Agent(Response(reinvite, 200, AgentSdp(6100, 2)));
        Assert.Equal(["200"], Kinds(sent, Customer));
        Assert.Equal(["ACK"], Kinds(sent, Agent));
        Assert.Equal(4100, _call.Recorder.RemoteOf(LegSide.Ingress).Rtp!.Port);
        Assert.Equal(6100, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        _call.Customer(_call.CustomerRequest("ACK", 2));
        End(3);
    }

    [Fact]
    public void A_cancelled_reinvite_ends_with_the_far_sides_487_and_nothing_has_changed()
    {
        var reinvite = Reinvite();
        Cancel();
        Assert.Equal(["487"], Kinds(_call.Agent(Response(reinvite, 487)), Customer));
        Assert.Equal(4000, _call.Recorder.RemoteOf(LegSide.Ingress).Rtp!.Port);
        End(3);
    }

    [Fact]
    public void A_reinvite_that_is_only_said_to_be_worked_on_is_cancelled_after_32_s_and_others_pass()
    {
        var reinvite = Reinvite();
        Assert.DoesNotContain("CANCEL", Kinds(_call.Wait(31), Agent));
        Assert.Contains("CANCEL", Kinds(_call.Wait(2), Agent));
        Assert.Equal(["487"], Kinds(_call.Agent(Response(reinvite, 487)), Customer));
        Assert.Equal(["INVITE"], Kinds(_call.Agent(_call.AgentRequest("INVITE", 1, AgentSdp(version: 2))), Customer));
        End(3);
    }

    [Fact]
    public void One_that_makes_progress_has_three_minutes_from_its_last_word()
    {
        var reinvite = Reinvite();
        for (var i = 0; i < 3; i++)
        {
            _call.Agent(Response(reinvite, 180));
            Assert.DoesNotContain("CANCEL", Kinds(_call.Wait(170), Agent));
        }

        Assert.Contains("CANCEL", Kinds(_call.Wait(15), Agent));
    }

    [Fact]
    public void A_far_side_that_does_not_even_end_a_cancelled_reinvite_is_dead_and_the_call_is_ended()
    {
        Reinvite();
        var sent = _call.Wait(70);
        Assert.Contains("408", Kinds(sent, Customer));
        Assert.Contains("BYE", Kinds(sent, Customer));
        Assert.Contains("BYE", Kinds(sent, Agent));
        Assert.Equal(1, _call.Recorder.Counters.Ended(CallOutcome.SignallingFailed));
        _call.AssertNothingLeft();
    }

    // RFC 3261 §14.1: the side that hears 491 waits and tries again; both of its INVITEs were ours to refuse.
    [Fact]
    public void Of_two_reinvites_at_once_the_second_is_told_491_and_its_retry_passes()
    {
        var reinvite = Reinvite();
        Assert.Equal(["491"], Kinds(_call.Agent(_call.AgentRequest("INVITE", 1, AgentSdp(6100, 2))), Agent));
        _call.Agent(_call.AgentRequest("ACK", 1));
        _call.Agent(Response(reinvite, 200, AgentSdp()));
        _call.Customer(_call.CustomerRequest("ACK", 2));
        _call.Wait(2);
        Assert.Equal(["INVITE"], Kinds(_call.Agent(_call.AgentRequest("INVITE", 2, AgentSdp(6100, 2))), Customer));
        End(3);
    }

    // The far side's own INVITE was on the wire when ours came: it answers 491 itself.
    [Fact]
    public void A_491_of_the_far_side_passes_and_leaves_both_free_to_try_again()
    {
        var reinvite = Reinvite();
        Assert.Equal(["491"], Kinds(_call.Agent(Response(reinvite, 491)), Customer));
        Assert.Equal(["INVITE"], Kinds(_call.Agent(_call.AgentRequest("INVITE", 1, AgentSdp(6100, 2))), Customer));
        End(3);
    }

    [Fact]
    public void A_provisional_response_after_the_final_one_is_dropped()
    {
        var reinvite = Reinvite();
        _call.Agent(Response(reinvite, 200, AgentSdp()));
        Assert.Empty(_call.Agent(Response(reinvite, 183, AgentSdp())));
        End(3);
    }

    // RFC 3261 §14.1 forbids us to ask a caller who has not acknowledged; its callee, who has our ACK, may ask us.
    [Fact]
    public void A_reinvite_of_the_callee_waits_for_the_callers_ack()
    {
        _call.Answered();
        Assert.Empty(_call.Agent(_call.AgentRequest("INVITE", 1, AgentSdp(6100, 2))));
        Assert.Equal(["100"], Kinds(_call.Wait(0.3), Agent));
        var sent = _call.Customer(_call.CustomerRequest("ACK", 1));
        Assert.Equal(["INVITE"], Kinds(sent, Customer));
        var reinvite = sent.Single(m => m.Message.IsRequest).Message;
        Assert.Contains("200", Kinds(_call.Customer(Response(reinvite, 200, CustomerSdp(version: 2))), Agent));
        _call.Agent(_call.AgentRequest("ACK", 1));
        Assert.Equal(6100, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        End(3);
    }

    [Fact]
    public void One_that_waits_is_told_500_when_it_is_doubled_and_ends_when_it_is_cancelled()
    {
        _call.Answered();
        _call.Agent(_call.AgentRequest("INVITE", 1, AgentSdp(6100, 2), branch: "waits"));
        Assert.Equal(["500"], Kinds(_call.Agent(_call.AgentRequest("INVITE", 2, AgentSdp(6200, 3))), Agent));
        Assert.Equal(
            ["200", "487"], Kinds(_call.Agent(_call.AgentRequest("CANCEL", 1, branch: "waits")), Agent));
        Assert.Empty(_call.Customer(_call.CustomerRequest("ACK", 1)));
        End(2);
    }

    [Fact]
    public void One_that_waits_ends_with_its_senders_bye()
    {
        _call.Answered();
        _call.Agent(_call.AgentRequest("INVITE", 1, AgentSdp(6100, 2)));
        Assert.Equal(["200", "487"], Kinds(_call.Agent(_call.AgentRequest("BYE", 2)), Agent));
        Assert.Equal(["BYE"], Kinds(_call.Customer(_call.CustomerRequest("ACK", 1)), Customer));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void One_that_waits_for_an_ack_that_never_comes_ends_with_the_call()
    {
        _call.Answered();
        _call.Agent(_call.AgentRequest("INVITE", 1, AgentSdp(6100, 2)));
        var sent = Kinds(_call.Wait(40), Agent);
        Assert.Contains("487", sent);
        Assert.Contains("BYE", sent);
        Assert.Equal(1, _call.Recorder.Counters.Ended(CallOutcome.NoAck));
        _call.AssertNothingLeft();
    }

    // The caller's re-INVITE says that it has our 2xx; now both have asked, and neither is asked by the other.
    [Fact]
    public void One_that_waits_passes_when_the_caller_asks_instead_of_acknowledging()
    {
        _call.Answered();
        _call.Agent(_call.AgentRequest("INVITE", 1, AgentSdp(6100, 2)));
        var sent = Kinds(_call.Customer(_call.CustomerRequest("INVITE", 2, CustomerSdp(4100, 2))), Customer);
        Assert.Equal(["INVITE", "491"], sent);
        End(3);
    }

    private SipMessage Reinvite()
    {
        _call.Talking();
        var sent = _call.Customer(_call.CustomerRequest("INVITE", 2, CustomerSdp(4100, 2), branch: "re"));
        var reinvite = sent.Single(m => m.To.Equals(Agent)).Message;
        _call.Agent(Response(reinvite, 100));
        return reinvite;
    }

    private List<(IPEndPoint To, SipMessage Message)> Cancel()
    {
        var sent = _call.Customer(_call.CustomerRequest("CANCEL", 2, branch: "re"));
        Assert.Equal(["CANCEL"], Kinds(sent, Agent));
        return sent;
    }

    private void End(int cseq)
    {
        _call.Customer(_call.CustomerRequest("BYE", cseq));
        _call.AssertNothingLeft();
    }

    private static string[] Kinds(List<(IPEndPoint To, SipMessage Message)> sent, IPEndPoint to) =>
        [.. sent.Where(m => m.To.Equals(to))
            .Select(m => m.Message.IsRequest ? m.Message.MethodToken : $"{m.Message.StatusCode}")];
}
