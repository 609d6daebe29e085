using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Messages.References;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;
using static MediaRecorder.Calls.Tests.Transfers.TransferStage;

namespace MediaRecorder.Calls.Tests.Transfers;

/// <summary>REFERs that the other party carries out.</summary>
// REQ: A-01, C-06
public sealed class RelayedReferTests
{
    private readonly TransferStage _stage = new TransferStage().Talking();

    private HandmadeCall Call => _stage.Call;

    [Fact]
    public void A_blind_transfer_passes_and_the_call_it_makes_goes_the_referrers_way()
    {
        var refer = Only(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:0301@192.0.2.1>"))), "REFER");
        Assert.True(ReferTo.TryParse(Header(refer, SipHeaderName.ReferTo), out var referTo));
        Assert.StartsWith($"sip:0301@192.0.2.1;x-referral=", referTo!.Target, StringComparison.Ordinal);
        Assert.Equal(["agent 202"], Kinds(Call.Customer(Response(refer, 202))));

        var notify = Only(
            Call.Customer(Call.CustomerRequest(
                "NOTIFY", 3, extra: $"Event: refer;id={refer.CSeq.Number}\r\nSubscription-State: active;expires=60\r\n")),
            "NOTIFY");
        Assert.Equal("refer;id=5", Header(notify, SipHeaderName.Event));
        Assert.Equal("active;expires=60", Header(notify, SipHeaderName.SubscriptionState));
        Assert.Equal(["customer 200"], Kinds(Call.Agent(Response(notify, 200))));

        // Without the mark a call from the customers' side goes to the agents; with it where the agent's call would.
        var marked = _stage.Request(
            "INVITE", referTo.Target, Customer, "cust", "<sip:0301@192.0.2.1>", "cust-2", 1, CustomerSdp());
        var invite = Assert.Single(Call.Customer(marked));
        Assert.Equal((Customer, "sip:0301@192.0.2.10:5060"), (invite.To, invite.Message.RequestUri));
        var forged = _stage.Request(
            "INVITE", referTo.Target.Replace("0301", "0302", StringComparison.Ordinal), Customer, "cust",
            "<sip:0302@192.0.2.1>", "cust-3", 1, CustomerSdp());
        Assert.Equal(Agent, Assert.Single(Call.Customer(forged)).To);
        Call.HangUpAll();
        Call.Customer(Response(invite.Message, 487));
        Call.Wait(60);
    }

    [Fact]
    public void A_subscription_is_refreshed_and_ended_by_the_number_that_the_far_end_knows()
    {
        var refer = Only(Call.Agent(Call.AgentRequest("REFER", 500, extra: Refer("<sip:0301@192.0.2.1>"))), "REFER");
        Assert.NotEqual(500u, refer.CSeq.Number);
        var subscribe = Only(
            Call.Agent(Call.AgentRequest("SUBSCRIBE", 501, extra: "Event: refer;id=500\r\nExpires: 0\r\n")), "SUBSCRIBE");
        Assert.Equal($"refer;id={refer.CSeq.Number}", Header(subscribe, SipHeaderName.Event));
        Assert.Equal("0", Header(subscribe, SipHeaderName.Expires));
        var other = Only(
            Call.Agent(Call.AgentRequest("SUBSCRIBE", 502, extra: "Event: dialog;id=500\r\n")), "SUBSCRIBE");
        Assert.Equal("dialog;id=500", Header(other, SipHeaderName.Event));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void An_attended_transfer_names_the_other_call_as_its_far_party_knows_it()
    {
        // The agent's second call goes out to a party behind the carrier.
        var second = Only(
            Call.Agent(_stage.Request(
                "INVITE", "sip:0301@192.0.2.1", Agent, "ag", "<sip:0301@192.0.2.1>", "ag-2", 1, AgentSdp(6100))),
            "INVITE");
        var answer = Only(Call.Customer(Response(second, 200, CustomerSdp(4100), tag: "carol")
            .Replace("sip:agent@192.0.2.20", "sip:carol@192.0.2.10", StringComparison.Ordinal)), "200");
        Call.Agent(_stage.Request("ACK", "sip:192.0.2.1", Agent, "ag", answer.To.Text, "ag-2", 1));

        var replaces = Uri.EscapeDataString($"ag-2;to-tag={answer.To.Tag};from-tag=ag");
        var refer = Only(
            Call.Agent(Call.AgentRequest(
                "REFER", 5, extra: Refer(
                    $"<sip:192.0.2.1?Replaces={replaces}&Require=replaces>",
                    $"Target-Dialog: ag-2;local-tag=ag;remote-tag={answer.To.Tag}\r\n"))),
            "REFER");
        Assert.True(ReferTo.TryParse(Header(refer, SipHeaderName.ReferTo), out var referTo));
        Assert.Equal(new ReplacesHeader(second.CallId, "carol", second.From.Tag!, false), referTo!.Replaces);
        Assert.True(refer.TryGetHeader("Target-Dialog", out var target));
        Assert.Equal($"{second.CallId};local-tag={second.From.Tag};remote-tag=carol", target);

        // The customer does as it was told, and Carol gets an INVITE that she understands.
        var invite = Assert.Single(Call.Customer(_stage.Request(
            "INVITE", referTo.Target, Customer, "cust", "<sip:192.0.2.1>", "cust-2", 1, CustomerSdp(),
            $"Replaces: {referTo.Replaces}\r\n")));
        Assert.Equal((Customer, "sip:carol@192.0.2.10"), (invite.To, invite.Message.RequestUri));
        Assert.Equal(referTo.Replaces!.ToString(), Header(invite.Message, SipHeaderName.Replaces));
        Call.Customer(Response(invite.Message, 200, CustomerSdp(4100), tag: "carol2"));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void Identifiers_of_a_dialog_that_is_not_ours_pass_unchanged()
    {
        var replaces = Uri.EscapeDataString("elsewhere;to-tag=1;from-tag=2");
        var refer = Only(
            Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer($"\"C\" <sip:c@pbx.example?Replaces={replaces}>;x=y"))),
            "REFER");
        Assert.Equal(
            "\"C\" <sip:c@pbx.example?Replaces=elsewhere%3Bto-tag%3D1%3Bfrom-tag%3D2>;x=y",
            Header(refer, SipHeaderName.ReferTo));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("Refer-To: <sip:a@b>\r\nRefer-To: <sip:a@b>\r\n", 400)]
    [InlineData("Refer-To: <sip:a@b>, <sip:c@d>\r\n", 400)]
    [InlineData("Refer-To: <sip:a@b?X=1%0d%0aVia:%20x>\r\n", 400)]
    [InlineData("Refer-To: <sip:a@b?Replaces=1>\r\n", 400)]
    [InlineData("Refer-To: <sip:a@b?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3%26Replaces%3D1>\r\n", 400)]
    [InlineData("Refer-To: <http://a.example/>\r\n", 416)]
    public void A_REFER_to_nothing_that_can_be_called_is_refused_and_counted(string header, int status)
    {
        Assert.Equal([$"agent {status}"], Kinds(Call.Agent(Call.AgentRequest("REFER", 5, extra: header))));
        Assert.Equal(1, _stage.Counters.RefersRefused);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_REFER_that_crosses_a_BYE_finds_no_dialog()
    {
        var sent = Call.Customer(Call.CustomerRequest("BYE", 2));
        Assert.Contains("agent BYE", Kinds(sent));
        Assert.Equal(["agent 481"], Kinds(Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:1@192.0.2.1>")))));
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_BYE_in_the_middle_of_a_transfer_ends_the_call_and_leaves_nothing()
    {
        Call.Agent(Call.AgentRequest("REFER", 5, extra: Refer("<sip:1@192.0.2.1>")));
        Assert.Equal(["agent 200", "customer BYE"], Kinds(Call.Agent(Call.AgentRequest("BYE", 6))).Order());
        Call.AssertNothingLeft();
    }
}
