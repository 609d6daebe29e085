using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Media.Paths;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Messages;
using static MediaRecorder.Calls.Tests.Authentication.AuthenticatedTrunks;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;
using static MediaRecorder.Calls.Tests.Transfers.TransferStage;

namespace MediaRecorder.Calls.Tests.Transfers;

/// <summary>What is still under way with a party when another takes its place, or waits to.</summary>
// REQ: A-01, C-06
public sealed class PartySwapTests
{
    private const string Timed = "Require: timer\r\nAllow: UPDATE\r\nSession-Expires: 600;refresher=";

    private readonly TransferStage _stage = new(BlindTransferMode.Execute);

    private HandmadeCall Call => _stage.Call;

    [Theory]
    [InlineData(481)]
    [InlineData(408)]
    public void A_refresh_of_a_party_that_was_replaced_ends_nothing(int status)
    {
        TalkingTimed("uac");
        var update = Call.Wait(300.2)[0].Message;
        Replace();
        Call.Agent(Response(update, status));
        Assert.Equal(1, Call.Recorder.B2bua.ActiveCalls);
        Finish();
    }

    [Fact]
    public void The_answer_to_a_refresh_of_a_party_that_was_replaced_moves_no_media()
    {
        TalkingTimed("uac");
        var update = Call.Wait(300.2)[0].Message;
        Replace();
        Call.Agent(Response(update, 200, AgentSdp(6666), extra: "Session-Expires: 600;refresher=uac\r\n"));
        Assert.Equal(7000, Call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Finish();
    }

    [Fact]
    public void The_session_of_a_referrer_that_has_hung_up_does_not_expire()
    {
        TalkingTimed("uas");
        Call.Wait(560);
        Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>")));
        Call.Agent(Call.AgentRequest("BYE", 6));
        Assert.DoesNotContain("customer BYE", Kinds(Call.Wait(30)));
        Finish();
    }

    [Fact]
    public void An_UPDATE_that_a_replaced_party_refuses_late_ends_nothing()
    {
        _stage.Talking();
        var update = Only(Call.Customer(Call.CustomerRequest("UPDATE", 2)), "UPDATE");
        Replace();
        Call.Agent(Response(update, 481));
        Assert.Equal(1, Call.Recorder.B2bua.ActiveCalls);
        Finish();
    }

    [Fact]
    public void While_an_offer_is_open_nobody_is_replaced()
    {
        _stage.Talking();
        Call.Agent(Call.AgentRequest("UPDATE", 5, AgentSdp(6002, 2)));
        Assert.Equal(["agent 491"], Kinds(Call.Agent(_stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\n"))));
        Finish();
    }

    [Fact]
    public void A_transfer_waits_for_the_answer_to_an_open_offer()
    {
        _stage.Talking();
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        var update = Only(Call.Agent(Call.AgentRequest("UPDATE", 6, AgentSdp(6002, 2))), "UPDATE");
        Assert.Empty(Call.Customer(TargetAnswer(invite)));
        Call.Customer(CustomersAnswer(update));
        Assert.Equal(["customer INVITE"], Kinds(Call.Customer(TargetAnswer(invite))));
        Finish();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_call_without_the_replaced_party_ends_when_the_newcomer_is_not_there_to_take_the_answer(bool cancels)
    {
        _stage.Talking();
        var reinvite = Only(Call.Agent(_stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\n", branch: "x")), "INVITE");
        Call.Agent(Call.AgentRequest("BYE", 5));
        if (cancels)
        {
            Call.Agent(_stage.Request(
                "CANCEL", "sip:1@192.0.2.1", Agent, "dan", "<sip:1@192.0.2.1>", "dan-1", 1, branch: "x"));
        }

        var noSdp = Response(reinvite, 200).Replace("sip:agent@192.0.2.20", "sip:192.0.2.10", StringComparison.Ordinal);
        var sent = Call.Customer(cancels ? CustomersAnswer(reinvite) : noSdp);
        Assert.Contains("customer BYE", Kinds(sent));
        Call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("INVITE", 491)]
    [InlineData("UPDATE", 491)]
    [InlineData("INFO", 480)]
    public void What_is_for_a_party_that_has_hung_up_waits_for_the_next(string method, int status)
    {
        _stage.Talking();
        Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>")));
        Call.Agent(Call.AgentRequest("BYE", 6));
        var body = method == "INVITE" ? CustomerSdp(version: 2) : "";
        Assert.Equal([$"customer {status}"], Kinds(Call.Customer(Call.CustomerRequest(method, 2, body))));
        Finish();
    }

    [Fact]
    public void A_reinvite_with_as_many_headers_as_can_be_keeps_no_other_away()
    {
        _stage.Talking();
        var many = string.Concat(Enumerable.Range(0, 247).Select(i => $"X-H{i}: v\r\n"));
        Assert.Equal(["customer 513"], Kinds(Call.Customer(Call.CustomerRequest("INVITE", 2, CustomerSdp(version: 2), many))));
        Assert.Equal(["agent INVITE"], Kinds(Call.Customer(Call.CustomerRequest("INVITE", 3, CustomerSdp(version: 2)))));
        Finish();
    }

    [Fact]
    public void An_INVITE_to_the_target_that_is_cancelled_is_not_sent_again_with_credentials()
    {
        var model = SimulatedRecorder.Model();
        var sbc = model.Trunks["pbx"].RouteTo;
        var account = new DigestAccount(User, DigestSecret.FromPassword(Password));
        var call = new HandmadeCall(model with
        {
            Trunks = model.Trunks
                .SetItem("pbx", model.Trunks["pbx"] with { BlindTransfer = BlindTransferMode.Execute })
                .SetItem(sbc, model.Trunks[sbc] with { Credentials = account }),
        });
        call.Talking();
        var invite = Only(call.Agent(call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        call.Customer(call.CustomerRequest("BYE", 2));
        var sent = call.Customer(Response(invite, 401, tag: "target", extra: Challenge(401, "n1")));
        Assert.Equal(["customer ACK"], Kinds(sent));
        call.Agent(call.AgentRequest("BYE", 6));
        call.AssertNothingLeft();
    }

    [Fact]
    public void Each_further_branch_of_the_target_is_hung_up_once_and_no_more_than_sixteen()
    {
        _stage.Talking();
        var invite = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        Call.Customer(TargetAnswer(invite));
        var answer = TargetAnswer(invite);
        var sent = Enumerable.Range(0, 40).SelectMany(i => Call.Customer(
            answer.Replace("tag=target", $"tag=fork{i / 2}", StringComparison.Ordinal))).ToArray();
        Assert.Equal(40, Kinds(sent).Count(kind => kind == "customer ACK"));
        Assert.Equal(16, Kinds(sent).Count(kind => kind == "customer BYE"));
        Finish();
    }

    [Fact]
    public void An_ACK_of_another_dialog_acknowledges_nothing()
    {
        Call.Answered();
        Call.Customer(Call.CustomerRequest("ACK", 1, callId: "other"));
        Assert.Contains("customer 200", Kinds(Call.Wait(1)));
        Call.Customer(Call.CustomerRequest("ACK", 1));
        Assert.Empty(Call.Wait(10));
        Finish();
    }

    [Fact]
    public void Inside_a_dialog_there_is_nothing_to_replace()
    {
        _stage.Talking();
        var request = Call.CustomerRequest("INVITE", 2, CustomerSdp(version: 2), "Replaces: x;to-tag=1;from-tag=2\r\n");
        Assert.Equal(["customer 400"], Kinds(Call.Customer(request)));
        Finish();
    }

    [Fact]
    public void A_transfer_goes_by_the_referrers_routes_with_its_numbers_rewritten()
    {
        var model = SimulatedRecorder.Model();
        var pbx = model.Trunks["pbx"];
        Assert.True(NumberPattern.TryParse("^0(.*)$", out var zero, out _));
        var sbc = model.Trunks[pbx.RouteTo] with
        {
            Numbers = NumbersModel.Unchanged with { CalledOut = [new NumberRule(zero!, "+49$1")] },
        };
        var call = new HandmadeCall(model with
        {
            Trunks = model.Trunks
                .SetItem("pbx", pbx with
                {
                    BlindTransfer = BlindTransferMode.Execute,
                    RouteTo = "pbx",
                    Routes = [new RouteModel(zero!, [sbc.Name])],
                })
                .SetItem(sbc.Name, sbc),
        });
        call.Talking();
        var invite = Only(call.Agent(call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "INVITE");
        Assert.Equal("sip:+49301@192.0.2.10:5060", invite.RequestUri);
    }

    private void Finish()
    {
        Call.HangUpAll();
        Call.Wait(300);
        Assert.Equal(0, Call.Recorder.B2bua.ActiveCalls);
        Assert.Equal(0, Call.Recorder.OpenPaths);
        Assert.Equal(0, Call.Recorder.Counters.MessageFaults);
    }

    private void TalkingTimed(string refresher)
    {
        Call.Offered();
        var answer = Only(Call.Agent(Response(Call.Invite!, 200, AgentSdp(), extra: Timed + refresher + "\r\n")), "200");
        Call.Take(answer);
        Call.Customer(Call.CustomerRequest("ACK", 1));
    }

    private void Replace()
    {
        var reinvite = Only(Call.Agent(_stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\n")), "INVITE");
        var answer = Only(Call.Customer(CustomersAnswer(reinvite)), "200");
        Call.Agent(_stage.DansRequest("ACK", answer, 1));
    }

    private static string TargetAnswer(SipMessage invite) =>
        Response(invite, 200, Sdp("192.0.2.10", 4200), tag: "target")
            .Replace("sip:agent@192.0.2.20", "sip:target@192.0.2.10", StringComparison.Ordinal);
}
