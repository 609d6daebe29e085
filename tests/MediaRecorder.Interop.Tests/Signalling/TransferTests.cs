using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Recorder;

namespace MediaRecorder.Interop.Tests.Signalling;

/// <summary>REFER and Replaces between phones that each see dialogs of the recorder's only.</summary>
public sealed class TransferTests(SharedRecorder shared)
{
    // REQ: A-01
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_blind_REFER_passes_and_its_NOTIFYs_come_back(bool byCallee)
    {
        using var pair = await shared.TakeAsync();
        await using var customer = WirePhone.Start(pair.CallerSip, pair.RecorderSip);
        await using var agent = WirePhone.Start(pair.CalleeSip, pair.RecorderSip);
        var atCustomer = await customer.CallAsync();
        var atAgent = await agent.AnsweredAsync();
        var (from, own, to, others) = byCallee
            ? (agent, atAgent, customer, atCustomer)
            : (customer, atCustomer, agent, atAgent);

        var answer = await from.AskAsync(own, "REFER", $"Refer-To: <sip:5551000@{pair.RecorderSip}>\nReferred-By: <sip:anna@example.com>");
        Assert.Equal(202, answer.Status);
        var refer = await to.SeesAsync("REFER");
        Assert.Contains("sip:5551000@", refer.Header("Refer-To"), StringComparison.Ordinal);
        Assert.Equal("<sip:anna@example.com>", refer.Header("Referred-By"));

        foreach (var (state, fragment) in new[] { ("active;expires=60", "SIP/2.0 100 Trying"), ("terminated;reason=noresource", "SIP/2.0 200 OK") })
        {
            var notified = await to.AskAsync(
                others, "NOTIFY", $"Event: refer\nSubscription-State: {state}", $"{fragment}\r\n", "message/sipfrag");
            Assert.Equal(200, notified.Status);
        }

        var last = await from.SeesAsync("NOTIFY", 1);
        Assert.Contains("terminated", last.Header("Subscription-State"), StringComparison.Ordinal);
        Assert.Contains("SIP/2.0 200", last.Body, StringComparison.Ordinal);
        Assert.Equal("message/sipfrag", last.Header("Content-Type")?.Split(';')[0]);
        await from.HangUpAsync(own);
        await to.SeesAsync("BYE");
    }

    // REQ: A-01
    [Fact]
    public async Task A_REFER_that_is_refused_is_refused()
    {
        using var pair = await shared.TakeAsync();
        await using var customer = WirePhone.Start(pair.CallerSip, pair.RecorderSip);
        await using var agent = WirePhone.Start(pair.CalleeSip, pair.RecorderSip);
        customer.Decide = request => request.Method == "REFER" ? new WireAnswer(603) : null;
        var call = await customer.CallAsync();
        var own = await agent.AnsweredAsync();
        Assert.Equal(603, (await agent.AskAsync(own, "REFER", $"Refer-To: <sip:5551000@{pair.RecorderSip}>")).Status);
        Assert.Equal(200, (await customer.HangUpAsync(call)).Status);
    }

    // REQ: A-01
    [Fact]
    public async Task An_attended_transfer_joins_the_two_others()
    {
        // The agent has a call from the customer and makes one to a colleague, both through the recorder: the colleague
        // is reached by the customers' side, as a number outside is.
        using var pair = await shared.TakeAsync();
        await using var outside = WirePhone.Start(pair.CallerSip, pair.RecorderSip);
        await using var agent = WirePhone.Start(pair.CalleeSip, pair.RecorderSip);
        var customersOwn = await outside.CallAsync();
        var withCustomer = await agent.AnsweredAsync();
        var withColleague = await agent.CallAsync("5551000");
        var colleaguesOwn = await outside.AnsweredAsync();

        // The agent names its dialog with the colleague; nobody else knows that dialog by this name.
        var replaces = Uri.EscapeDataString(withColleague.Replaces);
        var answer = await agent.AskAsync(
            withCustomer, "REFER", $"Refer-To: <sip:5551000@{pair.RecorderSip}?Replaces={replaces}>");
        Assert.Equal(202, answer.Status);
        var refer = await outside.SeesAsync("REFER");
        Assert.Equal(customersOwn.CallId, refer.Header("Call-ID"));
        var referTo = refer.Header("Refer-To")!.Trim('<', '>');
        var named = Uri.UnescapeDataString(referTo.Split("Replaces=")[1].Split('&', '>')[0]);

        // What the customer does with it: an INVITE with Replaces to where the REFER says. The colleague ends up with the
        // customer, by whichever of the recorder's dialogs, and the agent's call to the colleague ends.
        var joined = await outside.CallAsync("5551000", $"Replaces: {named}\nRequire: replaces");
        if (outside.Received.FirstOrDefault(message => message.Method == "INVITE" && message.Header("Replaces") is not null)
            is { } replacing)
        {
            // It reached the colleague, with the name under which the colleague knows the call: so it ends that (RFC 3891 §3).
            Assert.Equal(
                $"{colleaguesOwn.CallId};to-tag={colleaguesOwn.LocalTag};from-tag={colleaguesOwn.RemoteTag}",
                replacing.Header("Replaces")!.Replace(" ", string.Empty, StringComparison.Ordinal));
            Assert.Equal(200, (await outside.HangUpAsync(colleaguesOwn)).Status);
        }

        await agent.SeesAsync(
            "the BYE of the consultation",
            message => message.Method == "BYE" && message.Header("Call-ID") == withColleague.CallId);
        await outside.AskAsync(
            customersOwn, "NOTIFY", "Event: refer\nSubscription-State: terminated;reason=noresource", "SIP/2.0 200 OK\r\n",
            "message/sipfrag");
        await agent.HangUpAsync(withCustomer);
        await outside.SeesAsync(
            "the BYE of the first call",
            message => message.Method == "BYE" && message.Header("Call-ID") == customersOwn.CallId);

        // The customer hangs up: the colleague hears of it on the dialog it has now.
        Assert.Equal(200, (await outside.HangUpAsync(joined)).Status);
        await outside.SeesAsync(
            "a BYE to the colleague",
            message => message.Method == "BYE" && message.Header("Call-ID") != customersOwn.CallId
                && message.Header("Call-ID") != joined.CallId);
        Assert.NotEqual(withColleague.CallId, colleaguesOwn.CallId);
    }

    // REQ: A-01
    [Fact]
    public async Task An_INVITE_with_Replaces_takes_the_place_of_a_party()
    {
        using var pair = await shared.TakeAsync();
        await using var customer = WirePhone.Start(pair.CallerSip, pair.RecorderSip);
        await using var agent = WirePhone.Start(pair.CalleeSip, pair.RecorderSip);
        var atCustomer = await customer.CallAsync();
        var atAgent = await agent.AnsweredAsync();

        // A second phone of the agents' side picks the call up; it knows the dialog as the first one has it.
        await using var second = WirePhone.Start(new(pair.CalleeSip.Address, 5091), pair.RecorderSip);
        var own = await second.CallAsync("4930123456", $"Replaces: {atAgent.Replaces}\nRequire: replaces");
        await agent.SeesAsync("BYE");
        Assert.DoesNotContain(customer.Received, message => message.Method == "BYE");

        await second.HangUpAsync(own);
        var bye = await customer.SeesAsync("BYE");
        Assert.Equal(atCustomer.CallId, bye.Header("Call-ID"));
    }

    // REQ: A-01
    [Fact]
    public async Task Replaces_of_no_dialog_of_ours_is_for_the_other_side_to_refuse()
    {
        using var pair = await shared.TakeAsync();
        await using var outside = WirePhone.Start(pair.CallerSip, pair.RecorderSip);
        outside.Decide = request => request.Header("Replaces") is null ? null : new WireAnswer(481);
        await using var agent = WirePhone.Start(pair.CalleeSip, pair.RecorderSip);
        var answer = await agent.AskAsync(
            agent.Request("INVITE", "1000", "Replaces: nobody@nowhere;to-tag=a;from-tag=b\nRequire: replaces", agent.Sdp()));
        Assert.Equal(481, answer.Status);
    }
}
