using System.Text;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Media.Paths;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;
using static MediaRecorder.Calls.Tests.Transfers.TransferStage;

namespace MediaRecorder.Calls.Tests.Transfers;

/// <summary>REFERs that the recorder carries out itself: the agent refers the customer to somebody.</summary>
// REQ: A-01, C-06
public sealed class ExecutedTransferTests
{
    private readonly TransferStage _stage = new TransferStage(BlindTransferMode.Execute).Talking();

    private HandmadeCall Call => _stage.Call;

    [Fact]
    public void The_target_takes_the_referrers_place_and_the_referrer_learns_each_step()
    {
        var sent = Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>")));
        Assert.Equal(["agent 202", "agent NOTIFY", "customer INVITE"], Kinds(sent));
        AssertNotify(Only(sent, "NOTIFY"), "refer", "active;expires=180", "SIP/2.0 100 Trying\r\n");
        Call.Agent(Response(Only(sent, "NOTIFY"), 200));
        var invite = Only(sent, "INVITE");
        Assert.Equal("sip:0301@192.0.2.10:5060", invite.RequestUri);
        Assert.Equal("0049", invite.From.Uri.User);
        Assert.True(invite.Body.IsEmpty);
        Assert.NotEqual("", Header(invite, SipHeaderName.ReferredBy));
        Assert.Empty(Call.Customer(FromTarget(Response(invite, 180, tag: "target"))));

        var reinvite = Only(Call.Customer(TargetAnswer(invite)), "INVITE");
        Assert.Equal("c1", reinvite.CallId);
        sent = Call.Customer(CustomersAnswer(reinvite));
        Assert.Equal(["agent NOTIFY", "customer ACK", "customer ACK"], Kinds(sent).Order());
        AssertNotify(Only(sent, "NOTIFY"), "refer", "terminated;reason=noresource", "SIP/2.0 200 OK\r\n");
        Assert.False(Assert.Single(sent, m => m.Message.CallId == invite.CallId).Message.Body.IsEmpty);
        Call.Agent(Response(Only(sent, "NOTIFY"), 200));
        Assert.Equal(4200, Call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Assert.Equal(1, _stage.Counters.PartiesReplaced);
        Assert.Contains(Call.Recorder.Recording.Cues, cue => cue.Name == "party-replaced");
        Assert.Single(Call.Recorder.Recording.Opened);

        // Copies of both answers are acknowledged; the referrer hangs up as it should, and nobody else is told.
        Assert.Equal(["customer ACK"], Kinds(Call.Customer(TargetAnswer(invite))));
        Assert.Equal(["customer ACK"], Kinds(Call.Customer(CustomersAnswer(reinvite))));
        Assert.Equal(["agent 200"], Kinds(Call.Agent(Call.AgentRequest("BYE", 6))));
        Assert.Empty(Call.Wait(40));
        Assert.Equal(["customer 200", "customer BYE"], Kinds(Call.Customer(Call.CustomerRequest("BYE", 2))).Order());
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_referrer_that_stays_is_hung_up()
    {
        Succeed(Refer("<sip:0301@192.0.2.1>"));
        Assert.Contains("agent BYE", Kinds(Call.Wait(33)));
        Assert.Equal(1, Call.Recorder.B2bua.ActiveCalls);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_busy_target_leaves_the_call_as_it_was()
    {
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        var sent = Call.Customer(FromTarget(Response(invite, 486, tag: "target")));
        AssertNotify(Only(sent, "NOTIFY"), "refer", "terminated;reason=noresource", "SIP/2.0 486 Busy Here\r\n");
        Assert.Equal(1, _stage.Counters.TransfersFailed);

        // The next try is told apart by its number.
        sent = Call.Agent(Call.AgentRequest("REFER", 6, extra: Refer("<sip:0302@192.0.2.1>")));
        AssertNotify(Only(sent, "NOTIFY"), "refer;id=6", "active;expires=180", "SIP/2.0 100 Trying\r\n");
        Call.Customer(FromTarget(Response(Only(sent, "INVITE"), 404, tag: "target")));
        Assert.Equal(["customer INVITE"], Kinds(Call.Agent(Call.AgentRequest("INVITE", 7, AgentSdp(version: 2)))));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("Refer-Sub: false\r\n")]
    [InlineData("Require: nosub\r\n")]
    public void Who_wants_no_subscription_gets_none(string header)
    {
        var sent = Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>", header)));
        Assert.Equal(["agent 202", "customer INVITE"], Kinds(sent));
        Assert.Equal(
            header.StartsWith("Refer-Sub", StringComparison.Ordinal), Only(sent, "202").TryGetHeader("Refer-Sub", out _));
        Assert.DoesNotContain(
            "agent NOTIFY", Kinds(Call.Customer(FromTarget(Response(Only(sent, "INVITE"), 486, tag: "target")))));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_referrer_that_hangs_up_at_once_does_not_stop_the_transfer()
    {
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        Assert.Equal(["agent 200"], Kinds(Call.Agent(Call.AgentRequest("BYE", 6))));
        var reinvite = Only(Call.Customer(TargetAnswer(invite)), "INVITE");
        var sent = Call.Customer(CustomersAnswer(reinvite));
        Assert.Equal(["customer ACK", "customer ACK"], Kinds(sent));
        Assert.Equal(1, Call.Recorder.B2bua.ActiveCalls);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_referrer_that_is_gone_and_a_target_that_refuses_end_the_call()
    {
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        Call.Agent(Call.AgentRequest("BYE", 6));
        Assert.Contains("customer BYE", Kinds(Call.Customer(FromTarget(Response(invite, 486, tag: "target")))));
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_transferee_that_hangs_up_stops_the_transfer()
    {
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        Call.Customer(FromTarget(Response(invite, 180, tag: "target")));
        Assert.Equal(
            ["agent BYE", "customer 200", "customer CANCEL"], Kinds(Call.Customer(Call.CustomerRequest("BYE", 2))).Order());

        // The target's 200 crosses the CANCEL.
        Assert.Equal(["customer ACK", "customer BYE"], Kinds(Call.Customer(TargetAnswer(invite))));
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_transferee_that_hangs_up_before_any_response_has_the_target_cancelled_later()
    {
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        Call.Customer(Call.CustomerRequest("BYE", 2));
        Assert.Equal(["customer CANCEL"], Kinds(Call.Customer(FromTarget(Response(invite, 180, tag: "target")))));
        Call.Customer(FromTarget(Response(invite, 487, tag: "target")));
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_target_that_rings_too_long_is_cancelled()
    {
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        Call.Customer(FromTarget(Response(invite, 180, tag: "target")));
        var sent = Call.Wait(61);
        Assert.Contains("customer CANCEL", Kinds(sent));
        Assert.Contains(sent, m => Encoding.UTF8.GetString(m.Message.Body).Contains("408", StringComparison.Ordinal));
        Assert.Equal(1, Call.Recorder.B2bua.ActiveCalls);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_transferee_that_refuses_keeps_the_referrer()
    {
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        var reinvite = Only(Call.Customer(TargetAnswer(invite)), "INVITE");
        var sent = Call.Customer(Response(reinvite, 488));
        Assert.Contains(sent, m => m.Message.Method == SipMethod.Bye && m.Message.CallId == invite.CallId);
        AssertNotify(Only(sent, "NOTIFY"), "refer", "terminated;reason=noresource", "SIP/2.0 488 Not Acceptable Here\r\n");
        Assert.Equal(6000, Call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    // Found by DialogFuzzTests: the re-INVITE stayed open for good.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_transferee_that_only_rings_has_its_reinvite_cancelled(bool endsEarly)
    {
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        var reinvite = Only(Call.Customer(TargetAnswer(invite)), "INVITE");
        Call.Customer(Response(reinvite, 180));
        var sent = endsEarly ? Call.HangUpAll() : Call.Wait(32.2);
        Assert.Equal(reinvite.TopVia.Branch, Only(sent, "CANCEL").TopVia.Branch);

        // Found by DialogFuzzTests, seed 547665: a second one was a fault.
        Assert.Empty(Call.Customer(Response(reinvite, 180)));
        if (!endsEarly)
        {
            sent = Call.Customer(Response(reinvite, 487));
            AssertNotify(Only(sent, "NOTIFY"), "refer", "terminated;reason=noresource", "SIP/2.0 487 Request Terminated\r\n");
            Assert.Equal(1, Call.Recorder.B2bua.ActiveCalls);
            Call.HangUpAll();
        }

        Call.AssertNothingLeft();
    }

    // Found by DialogFuzzTests, seed 172149: the transfer ended and left its re-INVITE open for good.
    [Fact]
    public void A_copy_of_the_targets_answer_without_an_offer_changes_nothing()
    {
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        var reinvite = Only(Call.Customer(TargetAnswer(invite)), "INVITE");
        Call.Customer(Response(reinvite, 180));
        Assert.Empty(Call.Customer(FromTarget(Response(invite, 200, tag: "target"))));
        Assert.Contains("agent NOTIFY", Kinds(Call.Customer(CustomersAnswer(reinvite))));
        Assert.Equal(1, _stage.Counters.PartiesReplaced);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_glare_with_the_transferee_is_tried_again_with_the_next_copy_of_the_targets_answer()
    {
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        var reinvite = Only(Call.Customer(TargetAnswer(invite)), "INVITE");
        Assert.Equal(
            ["customer 491"], Kinds(Call.Customer(Call.CustomerRequest("INVITE", 2, CustomerSdp(version: 2)))));
        Call.Customer(Response(reinvite, 491));
        var again = Only(Call.Customer(TargetAnswer(invite)), "INVITE");
        Assert.Contains("agent NOTIFY", Kinds(Call.Customer(CustomersAnswer(again))));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void An_attended_transfer_asks_the_other_calls_party_to_replace_that_call()
    {
        var second = Only(
            Call.Agent(_stage.Request(
                "INVITE", "sip:0301@192.0.2.1", Agent, "ag", "<sip:0301@192.0.2.1>", "ag-2", 1, AgentSdp(6100))),
            "INVITE");
        var answer = Only(Call.Customer(FromTarget(Response(second, 200, CustomerSdp(4100), tag: "carol"))), "200");
        Call.Agent(_stage.Request("ACK", "sip:192.0.2.1", Agent, "ag", answer.To.Text, "ag-2", 1));

        var replaces = Uri.EscapeDataString($"ag-2;to-tag={answer.To.Tag};from-tag=ag");
        var invite = Only(
            Call.Agent(Call.AgentRequest(
                "REFER", 5, extra: Refer($"<sip:192.0.2.1?Replaces={replaces}&Require=replaces&Via=x>"))),
            "INVITE");
        Assert.Equal("sip:target@192.0.2.10", invite.RequestUri);
        Assert.Equal($"{second.CallId};to-tag=carol;from-tag={second.From.Tag}", Header(invite, SipHeaderName.Replaces));
        Assert.Equal("replaces", Header(invite, SipHeaderName.Require));
        Assert.Single(invite.Values(SipHeaderName.Via));
        var reinvite = Only(Call.Customer(TargetAnswer(invite)), "INVITE");
        Call.Customer(CustomersAnswer(reinvite));
        Assert.Equal(1, _stage.Counters.PartiesReplaced);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("<sip:0301@192.0.2.1;method=SUBSCRIBE>", "", 403)]
    [InlineData("<sip:192.0.2.1>", "", 404)]
    [InlineData("<sip:1@192.0.2.1>", "Require: explicitsub\r\n", 420)]
    public void What_the_recorder_cannot_carry_out_is_refused_and_counted(string referTo, string header, int status)
    {
        Assert.Equal(
            [$"agent {status}"], Kinds(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer(referTo, header)))));
        Assert.Equal(1, _stage.Counters.RefersRefused);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_second_REFER_waits_for_the_first()
    {
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        Assert.Equal(["agent 491"], Kinds(Call.Agent(Call.AgentRequest("REFER", 6, extra: Refer("<sip:1@192.0.2.1>")))));
        Call.HangUpAll();
        Call.Customer(FromTarget(Response(invite, 180, tag: "target")));
        Call.Customer(FromTarget(Response(invite, 487, tag: "target")));
        Call.AssertNothingLeft();
    }

    private void Succeed(string extra)
    {
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: extra)), "INVITE");
        var reinvite = Only(Call.Customer(TargetAnswer(invite)), "INVITE");
        Assert.Contains("agent NOTIFY", Kinds(Call.Customer(CustomersAnswer(reinvite))));
    }

    private static string TargetAnswer(SipMessage invite) =>
        FromTarget(Response(invite, 200, Sdp("192.0.2.10", 4200), tag: "target"));

    private static string FromTarget(string response) =>
        response.Replace("sip:agent@192.0.2.20", "sip:target@192.0.2.10", StringComparison.Ordinal);

    private static void AssertNotify(SipMessage notify, string eventText, string state, string body)
    {
        Assert.Equal(eventText, Header(notify, SipHeaderName.Event));
        Assert.Equal(state, Header(notify, SipHeaderName.SubscriptionState));
        Assert.Equal("message/sipfrag;version=2.0", notify.ContentType);
        Assert.Equal(body, Encoding.UTF8.GetString(notify.Body));
    }
}
