using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Sip.Messages.Headers;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;
using static MediaRecorder.Calls.Tests.Transfers.TransferStage;

namespace MediaRecorder.Calls.Tests.Transfers;

/// <summary>INVITEs with Replaces (RFC 3891) that name a dialog of ours.</summary>
// REQ: A-01, C-06
public sealed class ReplacedPartyTests
{
    private readonly TransferStage _stage = new TransferStage().Talking();

    private HandmadeCall Call => _stage.Call;

    [Fact]
    public void The_sender_takes_the_place_of_the_named_party_and_the_recording_goes_on()
    {
        var reinvite = Only(Call.Agent(_stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\n")), "INVITE");
        Assert.Equal("c1", reinvite.CallId);
        Assert.DoesNotContain("7000", System.Text.Encoding.UTF8.GetString(reinvite.Body), StringComparison.Ordinal);
        Assert.Equal("", Header(reinvite, SipHeaderName.Replaces));

        var sent = Call.Customer(CustomersAnswer(reinvite));
        Assert.Equal(["agent 200", "agent BYE", "customer ACK"], Kinds(sent));
        var answer = Only(sent, "200");
        var bye = Only(sent, "BYE");
        Assert.Equal(("dan-1", Call.Invite!.CallId), (answer.CallId, bye.CallId));
        Assert.Equal(7000, Call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Assert.IsType<PartyReplaced>(Assert.Single(Call.Recorder.Recording.Cues, c => c.Name == "party-replaced"));
        Assert.Single(Call.Recorder.Recording.Opened);
        Assert.Equal(1, _stage.Counters.PartiesReplaced);

        Call.Agent(_stage.DansRequest("ACK", answer, 1));
        Call.Agent(Response(bye, 200));
        Assert.Equal(["customer INVITE"], Kinds(Call.Agent(_stage.DansRequest("INVITE", answer, 2, Sdp("192.0.2.20", 7002, 2)))));
        Assert.Equal(["agent 481"], Kinds(Call.Agent(Call.AgentRequest("INFO", 5))));
        Assert.Equal(["agent 200", "agent 487", "customer BYE"], Kinds(Call.Agent(_stage.DansRequest("BYE", answer, 3))).Order());
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_newcomer_without_an_offer_gets_one_and_its_answer_reaches_the_other_party()
    {
        var reinvite = Only(Call.Agent(_stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\n", "")), "INVITE");
        Assert.True(reinvite.Body.IsEmpty);
        var sent = Call.Customer(CustomersAnswer(reinvite));
        Assert.Equal(["agent 200", "agent BYE"], Kinds(sent));
        var ack = Only(Call.Agent(_stage.DansRequest("ACK", Only(sent, "200"), 1, Sdp("192.0.2.20", 7000))), "ACK");
        Assert.False(ack.Body.IsEmpty);
        Assert.Equal(7000, Call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_refused_newcomer_leaves_the_call_as_it_was()
    {
        var reinvite = Only(Call.Agent(_stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\n")), "INVITE");
        Assert.Equal("488", Kind(Assert.Single(Call.Customer(Response(reinvite, 488)), m => m.To.Equals(Agent)).Message));
        Assert.Equal(0, _stage.Counters.PartiesReplaced);
        Assert.Equal(6000, Call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Assert.Equal(["agent 200", "customer BYE"], Kinds(Call.Agent(Call.AgentRequest("BYE", 5))));
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_newcomer_that_rings_or_rang_in_vain_gets_nothing_of_what_the_parties_say()
    {
        var reinvite = Only(Call.Agent(_stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\n")), "INVITE");
        Assert.Equal(["agent 180"], Kinds(Call.Customer(Response(reinvite, 180))));
        Assert.Equal(Call.Invite!.CallId, Only(Call.Customer(Call.CustomerRequest("INFO", 2)), "INFO").CallId);
        Call.Customer(Response(reinvite, 488));
        Assert.Equal(Call.Invite.CallId, Only(Call.Customer(Call.CustomerRequest("INFO", 3)), "INFO").CallId);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_newcomer_acknowledges_reliable_responses()
    {
        var reinvite = Only(
            Call.Agent(_stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\nSupported: 100rel\r\n")), "INVITE");
        var reliable = Response(reinvite, 180, extra: "Require: 100rel\r\nRSeq: 5\r\n")
            .Replace("sip:agent@192.0.2.20", "sip:192.0.2.10", StringComparison.Ordinal);
        var ringing = Only(Call.Customer(reliable), "180");
        var prack = _stage.DansRequest("PRACK", ringing, 2, extra: "RAck: 1 1 INVITE\r\n");
        Assert.Equal(["customer PRACK"], Kinds(Call.Agent(prack)));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_newcomer_that_gives_up_leaves_the_call_as_it_was()
    {
        var reinvite = Only(Call.Agent(_stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\n", branch: "x")), "INVITE");
        Call.Customer(Response(reinvite, 100));
        var sent = Call.Agent(
            _stage.Request("CANCEL", "sip:1@192.0.2.1", Agent, "dan", "<sip:1@192.0.2.1>", "dan-1", 1, branch: "x"));
        Assert.Equal(["agent 200", "agent 487", "customer CANCEL"], Kinds(sent));
        Call.Customer(Response(reinvite, 487));
        Assert.Equal(1, Call.Recorder.B2bua.ActiveCalls);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_party_that_hangs_up_before_it_is_replaced_leaves_the_other_to_the_newcomer()
    {
        var reinvite = Only(Call.Agent(_stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\n")), "INVITE");
        Assert.Equal(["agent 200"], Kinds(Call.Agent(Call.AgentRequest("BYE", 5))));
        Assert.Equal(["agent 200", "customer ACK"], Kinds(Call.Customer(CustomersAnswer(reinvite))).Order());
        Assert.Equal(1, Call.Recorder.B2bua.ActiveCalls);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_party_that_hung_up_and_a_newcomer_that_failed_end_the_call()
    {
        var reinvite = Only(Call.Agent(_stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\n")), "INVITE");
        Call.Agent(Call.AgentRequest("BYE", 5));
        Assert.Contains("customer BYE", Kinds(Call.Customer(Response(reinvite, 488))));
        Call.AssertNothingLeft();
    }

    [Fact]
    public void An_INVITE_whose_Replaces_is_in_the_words_of_a_party_goes_to_that_party()
    {
        // The customer's dialog as the customer knows it: its own tag is the to-tag.
        var invite = Only(
            Call.Agent(_stage.DansInvite(
                $"Replaces: c1;to-tag=customer;from-tag={Call.Answer!.To.Tag}\r\nRequire: replaces\r\n", uri: "sip:192.0.2.1")),
            "INVITE");
        Assert.Equal("sip:192.0.2.10", invite.RequestUri);
        Assert.Equal($"c1;to-tag=customer;from-tag={Call.Answer.To.Tag}", Header(invite, SipHeaderName.Replaces));
        Assert.Equal("replaces", Header(invite, SipHeaderName.Require));
        Assert.Null(invite.To.Tag);
        Assert.Equal(2, Call.Recorder.B2bua.ActiveCalls);
        Call.HangUpAll();
        Call.Customer(Response(invite, 487));
        Call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("Replaces: {agent};early-only\r\n", 486)]
    [InlineData("Replaces: {customer}\r\n", 403)]
    [InlineData("Replaces: {agent}\r\nReplaces: {agent}\r\n", 400)]
    [InlineData("Replaces: {agent}, {agent}\r\n", 400)]
    [InlineData("Replaces: x;to-tag=1\r\n", 400)]
    [InlineData("Replaces: {agent}\r\nJoin: {agent}\r\n", 400)]
    [InlineData("Join: x\r\n", 400)]
    [InlineData("Replaces: x;to-tag=1;from-tag=2\r\n", 481)]
    public void What_may_not_take_a_place_is_refused_and_counted(string header, int status)
    {
        var filled = header.Replace("{agent}", _stage.AgentDialog, StringComparison.Ordinal)
            .Replace("{customer}", _stage.CustomerDialog, StringComparison.Ordinal);
        var sent = Call.Agent(_stage.DansInvite(filled, uri: "sip:192.0.2.1"));
        Assert.Equal(status, Assert.Single(sent).Message.StatusCode);
        Assert.Equal(1, _stage.Counters.ReplacesRefused);
        Assert.Equal(1, Call.Recorder.B2bua.ActiveCalls);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void While_another_INVITE_is_open_in_the_call_nobody_is_replaced()
    {
        Call.Customer(Call.CustomerRequest("INVITE", 2, CustomerSdp(version: 2)));
        Assert.Equal(["agent 491"], Kinds(Call.Agent(_stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\n"))));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_party_that_left_cannot_be_replaced_again()
    {
        var replaces = $"Replaces: {_stage.AgentDialog}\r\n";
        var reinvite = Only(Call.Agent(_stage.DansInvite(replaces)), "INVITE");
        var sent = Call.Customer(CustomersAnswer(reinvite));
        Call.Agent(_stage.DansRequest("ACK", Only(sent, "200"), 1));
        var again = _stage.Request("INVITE", "sip:1@192.0.2.1", Agent, "eve", "<sip:1@192.0.2.1>", "eve-1", 1, AgentSdp(), replaces);
        Assert.Equal(["agent 603"], Kinds(Call.Agent(again)));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void An_early_dialog_is_not_replaced()
    {
        var stage = new TransferStage();
        stage.Call.Offered();
        stage.Call.Agent(Response(stage.Call.Invite!, 180));
        var sent = stage.Call.Agent(stage.DansInvite($"Replaces: {stage.AgentDialog}\r\n", uri: "sip:192.0.2.1"));
        Assert.Equal(["agent 481"], Kinds(sent));
        stage.Call.HangUpAll();
        stage.Call.Agent(Response(stage.Call.Invite!, 487));
        stage.Call.AssertNothingLeft();
    }
}
