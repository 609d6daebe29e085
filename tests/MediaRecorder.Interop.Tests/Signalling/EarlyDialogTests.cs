using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;

namespace MediaRecorder.Interop.Tests.Signalling;

/// <summary>Before the answer: reliable provisional responses, UPDATE, early media and forks.</summary>
public sealed class EarlyDialogTests(SharedRecorder shared)
{
    private const string Allow = "Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, INFO, REFER, NOTIFY, MESSAGE";
    private const string Reliable = "Supported: 100rel\n" + Allow;

    // REQ: A-01
    [Fact]
    public async Task Early_media_is_anchored()
    {
        using var pair = await shared.TakeAsync();
        var callee = SippScript.Callee();
        var (atCaller, _) = await pair.RunAsync(
            SippScript.Caller().Invite().Expect(183).Expect(200).Ack().HangsUp(),
            callee.Expect("INVITE").Answer("INVITE", 183, body: callee.Sdp()).Answer("INVITE", 200, body: callee.Sdp())
                .Expect("ACK").IsHungUp());
        Assert.Equal(pair.RecorderSip.Address, atCaller.First("SIP/2.0 183").Message.Audio.Address);
    }

    // REQ: A-01
    [Fact]
    public async Task Reliable_provisional_responses_are_acknowledged_end_to_end()
    {
        using var pair = await shared.TakeAsync();
        var callee = SippScript.Callee();
        var (atCaller, atCallee) = await pair.RunAsync(
            SippScript.Caller().Invite(Reliable).Pracks(183).Pracks(180).Expect(200).Ack().HangsUp(),
            callee.Expect("INVITE")
                .Answer("INVITE", 183, "Require: 100rel\nRSeq: 17", callee.Sdp()).Takes("PRACK")
                .Answer("INVITE", 180, "Require: 100rel\nRSeq: 18").Takes("PRACK")
                .Answer("INVITE", 200, Allow).Expect("ACK").IsHungUp());
        Assert.Contains("100rel", atCaller.First("SIP/2.0 183").Message.Header("Require"), StringComparison.Ordinal);
        Assert.Equal("17 1 INVITE", Cseq1(atCallee.First("PRACK ").Message.Header("RAck")));
        Assert.Equal("18 1 INVITE", Cseq1(atCallee.Nth("PRACK ", 1).Message.Header("RAck")));
    }

    // REQ: A-01
    [Fact]
    public async Task A_caller_that_requires_100rel_gets_it_from_a_callee_that_has_it()
    {
        using var pair = await shared.TakeAsync();
        var callee = SippScript.Callee();
        var (_, atCallee) = await pair.RunAsync(
            SippScript.Caller().Invite("Require: 100rel\n" + Allow).Pracks(180).Expect(200).Ack().HangsUp(),
            callee.Expect("INVITE").Answer("INVITE", 180, "Require: 100rel\nRSeq: 1").Takes("PRACK")
                .Answer("INVITE", 200, body: callee.Sdp()).Expect("ACK").IsHungUp());
        Assert.Contains("100rel", atCallee.First("INVITE ").Message.Header("Require"), StringComparison.Ordinal);
    }

    // REQ: A-01
    [Fact]
    public async Task A_delayed_offer_is_answered_in_the_PRACK()
    {
        using var pair = await shared.TakeAsync();
        var caller = SippScript.Caller();
        var callee = SippScript.Callee();
        var (_, atCallee) = await pair.RunAsync(
            caller.Invite(Reliable, body: string.Empty).Pracks(183, caller.Sdp()).Expect(200).Ack().HangsUp(),
            callee.Expect("INVITE").Answer("INVITE", 183, "Require: 100rel\nRSeq: 5", callee.Sdp()).Takes("PRACK")
                .Answer("INVITE", 200, Allow).Expect("ACK").IsHungUp());
        Assert.Equal(pair.RecorderSip.Address, atCallee.First("PRACK ").Message.Audio.Address);
        Assert.Empty(atCallee.First("ACK ").Message.Body.Trim());
    }

    // REQ: A-01
    [Fact]
    public async Task UPDATE_before_the_answer_changes_the_early_media()
    {
        using var pair = await shared.TakeAsync();
        var caller = SippScript.Caller();
        var callee = SippScript.Callee();
        var (_, atCallee) = await pair.RunAsync(
            caller.Invite(Reliable).Pracks(183).Request("UPDATE", body: caller.Sdp("sendonly")).Expect(200)
                .Expect(200).Ack().HangsUp(),
            callee.Expect("INVITE").Answer("INVITE", 183, "Require: 100rel\nRSeq: 1\n" + Allow, callee.Sdp())
                .Takes("PRACK").Takes("UPDATE", body: callee.Sdp("recvonly"))
                .Answer("INVITE", 200, Allow).Expect("ACK").IsHungUp());
        Assert.Contains("a=sendonly", atCallee.First("UPDATE ").Message.Body, StringComparison.Ordinal);
    }

    // REQ: A-01, C-01
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UPDATE_after_the_answer_passes_from_either_side(bool byCaller)
    {
        using var pair = await shared.TakeAsync();
        var caller = SippScript.Caller();
        var callee = SippScript.Callee();
        caller.Invite(Allow).Talks();
        callee.Answers(Allow);
        var (holder, held) = byCaller ? (caller, callee) : (callee, caller);
        holder.Pause(100).Request("UPDATE", body: holder.Sdp("sendonly")).Expect(200)
            .Request("UPDATE", body: holder.Sdp()).Expect(200).HangsUp();
        held.Takes("UPDATE", body: held.Sdp("recvonly")).Takes("UPDATE", body: held.Sdp()).IsHungUp();
        var (atCaller, atCallee) = await pair.RunAsync(caller, callee);
        var update = (byCaller ? atCallee : atCaller).First("UPDATE ").Message;
        Assert.Contains("a=sendonly", update.Body, StringComparison.Ordinal);
        Assert.Equal(pair.RecorderSip.Address, update.Audio.Address);
    }

    // REQ: A-01
    [Fact]
    public async Task Two_branches_ring_and_one_answers()
    {
        using var pair = await shared.TakeAsync();
        var callee = SippScript.Callee("second");
        await pair.RunAsync(
            SippScript.Caller().Invite().Expect(180).Expect(180).Expect(200).Ack().HangsUp(),
            callee.Expect("INVITE").Answer("INVITE", 180, tag: "first").Answer("INVITE", 180)
                .Answer("INVITE", 200, body: callee.Sdp()).Expect("ACK").IsHungUp());
    }

    // REQ: A-01
    [Fact]
    public async Task Of_two_answers_the_second_is_acknowledged_and_ended()
    {
        using var pair = await shared.TakeAsync();
        var callee = SippScript.Callee();
        var (_, atCallee) = await pair.RunAsync(
            SippScript.Caller().Invite().Talks().IsHungUp(),
            callee.Expect("INVITE").Answer("INVITE", 200, body: callee.Sdp()).Expect("ACK")
                .Answer("INVITE", 200, body: callee.Sdp(), tag: "late").Expect("ACK").Takes("BYE").HangsUp());
        Assert.Contains("late", atCallee.First("BYE ", isSent: false).Message.Header("To"), StringComparison.Ordinal);
    }

    // The recorder counts its own CSeq on its own dialog: only the sequence number and the method are the callee's.
    private static string Cseq1(string? rack) => string.Join(' ', rack!.Split(' ') is [var rseq, _, var method] ? [rseq, "1", method] : [rack]);
}
