using System.Net;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Sip.Messages;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.B2bua;

/// <summary>Messages that cross, come twice, come late or do not come.</summary>
// REQ: A-01
public sealed class CallRaceTests
{
    private static readonly IPEndPoint Customer = SimulatedRecorder.CustomerSip;
    private static readonly IPEndPoint Agent = SimulatedRecorder.AgentSip;

    private readonly HandmadeCall _call = new();

    [Fact]
    public void A_callee_that_hangs_up_at_once_leaves_the_caller_its_answer_and_the_bye_follows_the_ack()
    {
        _call.Answered();
        Assert.Equal(["200"], Kinds(_call.Agent(_call.AgentRequest("BYE", 1)), Agent));
        Assert.Equal(["200", "200"], Kinds(_call.Wait(2), Customer));
        Assert.Equal(0, _call.Recorder.OpenPaths);
        Assert.Equal(["BYE"], Kinds(_call.Customer(_call.CustomerRequest("ACK", 1)), Customer));
        Assert.Equal(1, _call.Recorder.Counters.Ended(CallOutcome.CalleeHungUp));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_callee_that_hangs_up_at_once_ends_a_caller_that_never_acknowledges()
    {
        _call.Answered();
        _call.Agent(_call.AgentRequest("BYE", 1));
        Assert.Contains("BYE", Kinds(_call.Wait(40), Customer));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_caller_that_hangs_up_without_an_ack_ends_the_callee()
    {
        _call.Answered();
        Assert.Equal(["BYE"], Kinds(_call.Customer(_call.CustomerRequest("BYE", 2)), Agent));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_bye_after_a_cancel_does_not_orphan_the_callee_whose_answer_crosses()
    {
        _call.Offered();
        var ringing = Assert.Single(_call.Agent(Response(_call.Invite!, 180))).Message;
        _call.Customer(_call.CustomerRequest("CANCEL", 1, branch: "1"));
        var bye = _call.CustomerRequest("BYE", 2)
            .Replace("To: <sip:4711@192.0.2.1>", "To: " + ringing.To.Text, StringComparison.Ordinal);
        Assert.Equal(["200"], Kinds(_call.Customer(bye), Customer));
        Assert.Equal(["ACK", "BYE"], Kinds(_call.Agent(Response(_call.Invite!, 200, AgentSdp())), Agent));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_callee_cannot_end_a_call_it_has_not_answered_by_bye()
    {
        _call.Offered();
        Assert.Equal(["481"], Kinds(_call.Agent(_call.AgentRequest("BYE", 1)), Agent));
        Assert.Equal(1, _call.Recorder.B2bua.ActiveCalls);
    }

    [Fact]
    public void A_bye_with_the_right_tag_and_another_call_id_ends_no_early_dialog()
    {
        _call.Offered();
        var ringing = Assert.Single(_call.Agent(Response(_call.Invite!, 180))).Message;
        var bye = _call.CustomerRequest("BYE", 2, callId: "other")
            .Replace("To: <sip:4711@192.0.2.1>", "To: " + ringing.To.Text, StringComparison.Ordinal);
        Assert.Equal(["481"], Kinds(_call.Customer(bye), Customer));
        Assert.Equal(1, _call.Recorder.B2bua.ActiveCalls);
    }

    [Fact]
    public void The_200_to_a_cancel_has_the_tag_of_the_invites_responses()
    {
        _call.Offered();
        var ringing = Assert.Single(_call.Agent(Response(_call.Invite!, 180))).Message;
        var answers = _call.Customer(_call.CustomerRequest("CANCEL", 1, branch: "1")).Where(m => m.To.Equals(Customer))
            .ToArray();
        Assert.Equal(["200", "487"], answers.Select(m => Kind(m.Message)));
        Assert.All(answers, m => Assert.Equal(ringing.To.Tag, m.Message.To.Tag));
    }

    [Fact]
    public void A_copy_of_the_answer_is_acknowledged_while_a_reinvite_is_open_and_after_the_end()
    {
        _call.Talking();
        var answer = Response(_call.Invite!, 200, AgentSdp());
        Assert.Equal(
            ["INVITE"], Kinds(_call.Customer(_call.CustomerRequest("INVITE", 2, CustomerSdp(version: 2))), Agent));
        Assert.Equal(["ACK"], Kinds(_call.Agent(answer), Agent));
        _call.Customer(_call.CustomerRequest("BYE", 3));
        Assert.Equal(["ACK"], Kinds(_call.Agent(answer), Agent));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_copy_of_an_answer_without_a_tag_is_no_other_branch_of_a_fork()
    {
        _call.Offered();
        var answer = Response(_call.Invite!, 200, AgentSdp(), tag: null);
        _call.Agent(answer);
        Assert.Equal(["ACK"], Kinds(_call.Agent(answer), Agent));
        Assert.Equal(1, _call.Recorder.B2bua.ActiveCalls);
    }

    [Fact]
    public void Another_branch_of_a_fork_is_acknowledged_each_time_and_ended_once()
    {
        _call.Talking();
        var other = Response(_call.Invite!, 200, AgentSdp(), tag: "other");
        Assert.Equal(["ACK", "BYE"], Kinds(_call.Agent(other), Agent));
        Assert.Equal(["ACK"], Kinds(_call.Agent(other), Agent));
        for (var i = 0; i < 100; i++)
        {
            _call.Agent(Response(_call.Invite!, 200, AgentSdp(), tag: $"t{i}"));
        }

        Assert.InRange(_call.Recorder.B2bua.ActiveTransactions, 1, 25);
        _call.Customer(_call.CustomerRequest("BYE", 2));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_reinvite_stands_for_an_ack_that_was_lost()
    {
        _call.Answered();
        var sent = _call.Customer(_call.CustomerRequest("INVITE", 2, CustomerSdp(version: 2)));
        Assert.Equal(["INVITE"], Kinds(sent, Agent));
        Assert.Equal(["200"], Kinds(_call.Agent(Response(sent[^1].Message, 200, AgentSdp())), Customer));
        _call.Customer(_call.CustomerRequest("ACK", 2));
        Assert.DoesNotContain("BYE", Kinds(_call.Wait(40), Customer));
        _call.Customer(_call.CustomerRequest("BYE", 3));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_cancelled_reinvite_stays_open_until_the_far_side_has_ended_it()
    {
        _call.Talking();
        var forwarded = _call.Customer(
            _call.CustomerRequest("INVITE", 2, CustomerSdp(version: 2), branch: "re"))[^1].Message;
        _call.Agent(Response(forwarded, 100));
        Assert.Equal(["CANCEL"], Kinds(_call.Customer(_call.CustomerRequest("CANCEL", 2, branch: "re")), Agent));
        Assert.Equal(
            ["500"], Kinds(_call.Customer(_call.CustomerRequest("INVITE", 3, CustomerSdp(version: 3))), Customer));
        Assert.Equal(["491"], Kinds(_call.Agent(_call.AgentRequest("INVITE", 1, AgentSdp(version: 2))), Agent));
        _call.Agent(Response(forwarded, 487));
        Assert.Equal(
            ["INVITE"], Kinds(_call.Customer(_call.CustomerRequest("INVITE", 4, CustomerSdp(version: 3))), Agent));
        _call.Customer(_call.CustomerRequest("BYE", 5));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_cancelled_reinvite_that_was_answered_is_acknowledged_and_the_call_goes_on()
    {
        _call.Talking();
        var forwarded = _call.Customer(
            _call.CustomerRequest("INVITE", 2, CustomerSdp(version: 2), branch: "re"))[^1].Message;
        _call.Agent(Response(forwarded, 100));
        _call.Customer(_call.CustomerRequest("CANCEL", 2, branch: "re"));
        Assert.Equal(["ACK"], Kinds(_call.Agent(Response(forwarded, 200, AgentSdp())), Agent));
        Assert.Equal(
            ["INVITE"], Kinds(_call.Customer(_call.CustomerRequest("INVITE", 3, CustomerSdp(version: 3))), Agent));
        _call.Customer(_call.CustomerRequest("BYE", 4));
        _call.AssertNothingLeft();
    }

    // The far side says 100 only after the BYE, and never a final response:
    // without a CANCEL our INVITE would stay for ever.
    [Fact]
    public void A_reinvite_that_outlives_its_call_is_cancelled_with_its_first_response()
    {
        _call.Talking();
        var forwarded = _call.Customer(_call.CustomerRequest("INVITE", 2, CustomerSdp(version: 2)))[^1].Message;
        Assert.Equal(
            ["487", "200"], Kinds(_call.Customer(_call.CustomerRequest("BYE", 3)), Customer).Order().Reverse());
        Assert.Equal(["CANCEL"], Kinds(_call.Agent(Response(forwarded, 100)), Agent));
        _call.AssertNothingLeft();
    }

    [Theory]
    [InlineData(408)]
    [InlineData(481)]
    public void A_reinvite_into_a_dead_dialog_ends_both_sides(int status)
    {
        _call.Talking();
        var forwarded = _call.Customer(_call.CustomerRequest("INVITE", 2, CustomerSdp(version: 2)))[^1].Message;
        var sent = _call.Agent(Response(forwarded, status));
        Assert.Equal(["BYE", $"{status}"], Kinds(sent, Customer).Order().Reverse());
        Assert.Equal(["ACK", "BYE"], Kinds(sent, Agent));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void An_unanswered_offer_in_a_200_is_acknowledged_before_the_bye()
    {
        _call.Offered(sdp: "");
        var ok = _call.Agent(Response(_call.Invite!, 200, AgentSdp()));
        Assert.Empty(Kinds(ok, Agent));
        var sent = _call.Wait(40);
        Assert.Equal(["ACK", "BYE"], Kinds(sent, Agent).Distinct());
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_rejected_call_leaves_no_deadline_behind()
    {
        var call = new HandmadeCall(SimulatedRecorder.Model(noAnswer: TimeSpan.FromHours(1))).Offered();
        call.Agent(Response(call.Invite!, 486));
        call.Customer(call.CustomerRequest("ACK", 1, branch: "1"));
        call.AssertNothingLeft();
    }

    [Fact]
    public void A_fault_in_one_call_ends_that_call_on_both_sides_and_its_recording()
    {
        _call.Talking();
        var forwarded = _call.Customer(_call.CustomerRequest("INVITE", 2, CustomerSdp(version: 2)))[^1].Message;
        _call.Recorder.FailsOnce = true;
        var sent = _call.Agent(Response(forwarded, 200, AgentSdp(6002, version: 2)));
        Assert.Contains("BYE", Kinds(sent, Agent));
        Assert.Contains("BYE", Kinds(sent, Customer));
        Assert.Equal(1, _call.Recorder.Counters.MessageFaults);
        Assert.Equal(1, _call.Recorder.Counters.Ended(CallOutcome.Faulted));
        Assert.Single(_call.Recorder.Recording.Closed);
        _call.Wait(300);
        Assert.Equal(0, _call.Recorder.B2bua.ActiveTransactions);
        Assert.Equal(long.MaxValue, _call.Recorder.B2bua.NextDeadlineNs);
    }

    private static string Kind(SipMessage message) => message.IsRequest ? message.MethodToken : $"{message.StatusCode}";

    private static string[] Kinds(List<(IPEndPoint To, SipMessage Message)> sent, IPEndPoint to) =>
        [.. sent.Where(m => m.To.Equals(to)).Select(m => Kind(m.Message))];
}
