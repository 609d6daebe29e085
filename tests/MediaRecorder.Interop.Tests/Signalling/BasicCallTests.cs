using System.Globalization;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;

namespace MediaRecorder.Interop.Tests.Signalling;

/// <summary>What every call does, sipp to sipp: who ends it, what its failures say, how far it may go.</summary>
public sealed class BasicCallTests(SharedRecorder shared)
{
    // REQ: A-01
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Either_side_hangs_up_and_says_why(bool callerHangsUp)
    {
        using var pair = await shared.TakeAsync();
        const string reason = "Reason: Q.850;cause=16;text=\"Terminated\"";
        var caller = SippScript.Caller().Invite().Talks();
        var callee = SippScript.Callee().Answers();
        var (atCaller, atCallee) = await pair.RunAsync(
            callerHangsUp ? caller.Pause(200).HangsUp(reason) : caller.IsHungUp(),
            callerHangsUp ? callee.IsHungUp() : callee.Pause(200).HangsUp(reason));
        var bye = (callerHangsUp ? atCallee : atCaller).First("BYE ").Message;
        Assert.Equal(reason["Reason: ".Length..], bye.Header("Reason"));
    }

    // REQ: A-01
    [Fact]
    public async Task A_cancel_takes_its_reason_along()
    {
        using var pair = await shared.TakeAsync();
        const string reason = "SIP;cause=200;text=\"Call completed elsewhere\"";
        var (_, atCallee) = await pair.RunAsync(
            SippScript.Caller().Invite().Expect(180).OfInvite("CANCEL", $"Reason: {reason}").Expect(200).Expect(487).OfInvite("ACK"),
            SippScript.Callee().Expect("INVITE").Answer("INVITE", 180).Takes("CANCEL").Answer("INVITE", 487).Expect("ACK"));
        Assert.Equal(reason, atCallee.First("CANCEL ").Message.Header("Reason"));
    }

    // REQ: A-01
    [Fact]
    public async Task Every_failure_is_passed_on_with_its_reason_and_its_warning()
    {
        int[] failures =
        [
            400, 403, 404, 408, 410, 415, 480, 484, 486, 487, 488, 500, 501, 502, 503, 504, 600, 603, 604, 606,
        ];
        foreach (var some in failures.Chunk(5))
            await Task.WhenAll(some.Select(FailsAsync));
    }

    // REQ: A-04
    [Theory]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(305)]
    [InlineData(380)]
    public async Task A_redirection_is_passed_on_with_its_contacts(int status)
    {
        using var pair = await shared.TakeAsync();
        var (atCaller, _) = await pair.RunAsync(
            SippScript.Caller().Invite().Expect(status).OfInvite("ACK"),
            SippScript.Callee().Expect("INVITE")
                .Answer(
                    "INVITE", status, "Contact: <sip:1001@192.0.2.7>;q=0.7, <sip:1002@192.0.2.8>;q=0.2", contact: false)
                .Expect("ACK"));
        var contacts = string.Join(", ", atCaller.First($"SIP/2.0 {status}").Message.Headers("Contact"));
        Assert.Contains("sip:1001@192.0.2.7", contacts, StringComparison.Ordinal);
        Assert.Contains("q=0.2", contacts, StringComparison.Ordinal);
    }

    // REQ: A-01
    [Fact]
    public async Task Max_Forwards_0_ends_here_and_1_leaves_as_0()
    {
        using var ended = await shared.TakeAsync();
        using var passed = await shared.TakeAsync();
        await ended.RefusedAsync(SippScript.Caller().Invite(maxForwards: 0).Expect(483).OfInvite("ACK"));
        var (_, atCallee) = await passed.RunAsync(
            SippScript.Caller().Invite(maxForwards: 1).Talks().HangsUp(), SippScript.Callee().Answers().IsHungUp());
        Assert.Equal("0", atCallee.First("INVITE ").Message.Header("Max-Forwards"));
    }

    // REQ: A-05
    [Fact]
    public async Task Headers_of_identity_and_unknown_ones_pass_and_topology_does_not()
    {
        using var pair = await shared.TakeAsync();
        string[] kept =
        [
            "P-Asserted-Identity: <tel:+491701234567>",
            "Remote-Party-ID: <sip:anna@example.com>;party=calling",
            "Privacy: none",
            "Diversion: <sip:100@example.com>;reason=unconditional",
            "History-Info: <sip:100@example.com>;index=1",
            "User-to-User: 56a390f3d2b7310023a2;encoding=hex",
            "Session-ID: ab30317f1a784dc48ff824d0d3715d86;remote=00000000000000000000000000000000",
            "X-Unheard-Of: yes, indeed",
        ];
        var (_, atCallee) = await pair.RunAsync(
            SippScript.Caller().Invite(string.Join('\n', kept)).Talks().HangsUp(),
            SippScript.Callee().Answers().IsHungUp());
        var invite = atCallee.First("INVITE ").Message;
        foreach (var header in kept)
            Assert.Contains(header, invite.Text, StringComparison.Ordinal);
        Assert.Single(invite.Headers("Via"));
        Assert.DoesNotContain($"{pair.CallerSip.Address}", invite.Text, StringComparison.Ordinal);
    }

    // REQ: A-01
    [Fact]
    public async Task Delayed_offer()
    {
        using var pair = await shared.TakeAsync();
        var caller = SippScript.Caller();
        var callee = SippScript.Callee();
        var (_, atCallee) = await pair.RunAsync(
            caller.Invite(body: string.Empty).Expect(180).Expect(200).Ack(caller.Sdp()).HangsUp(),
            callee.Expect("INVITE").Answer("INVITE", 180).Answer("INVITE", 200, body: callee.Sdp()).Expect("ACK").IsHungUp());
        Assert.Empty(atCallee.First("INVITE ").Message.Body.Trim());
        Assert.Equal(pair.RecorderSip.Address, atCallee.First("ACK ").Message.Audio.Address);
    }

    private async Task FailsAsync(int status)
    {
        using var pair = await shared.TakeAsync();
        var warning = string.Create(CultureInfo.InvariantCulture, $"399 callee.test \"that is {status}\"");
        var (atCaller, _) = await pair.RunAsync(
            SippScript.Caller().Invite().Expect(180).Expect(status).OfInvite("ACK"),
            SippScript.Callee().Expect("INVITE").Answer("INVITE", 180)
                .Answer("INVITE", status, $"Warning: {warning}\nRetry-After: 7\nReason: Q.850;cause=17").Expect("ACK"));
        var failure = atCaller.First($"SIP/2.0 {status}").Message;
        Assert.EndsWith(SippScript.AnyReason, failure.StartLine, StringComparison.Ordinal);
        Assert.Equal(warning, failure.Header("Warning"));
        Assert.Equal("7", failure.Header("Retry-After"));
        Assert.Equal("Q.850;cause=17", failure.Header("Reason"));
    }
}
