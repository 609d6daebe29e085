using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;

namespace MediaRecorder.Interop.Tests.Signalling;

/// <summary>Requests inside a call: re-INVITE in every form, glare, INFO, MESSAGE, NOTIFY and what nobody knows.</summary>
public sealed class MidCallTests(SharedRecorder shared)
{
    // REQ: C-01
    [Theory]
    [InlineData("sendonly", null, "recvonly")]
    [InlineData("inactive", null, "inactive")]
    [InlineData("sendrecv", "0.0.0.0", "recvonly")]
    public async Task Hold_in_every_form_passes_from_either_side(string direction, string? connection, string answer)
    {
        using var byCallee = await shared.TakeAsync();
        using var byCaller = await shared.TakeAsync();
        await Task.WhenAll(HoldAsync(byCallee, calleeHolds: true), HoldAsync(byCaller, calleeHolds: false));

        async Task HoldAsync(TrunkPair pair, bool calleeHolds)
        {
            var caller = SippScript.Caller();
            var callee = SippScript.Callee();
            caller.Invite().Talks();
            callee.Answers();
            var (holder, held) = calleeHolds ? (callee, caller) : (caller, callee);
            holder.Pause(200).Request("INVITE", body: holder.Sdp(direction, connection)).Expect(200).Ack();
            holder.Request("INVITE", body: holder.Sdp()).Expect(200).Ack().HangsUp();
            held.Takes("INVITE", body: held.Sdp(answer)).Expect("ACK");
            held.Takes("INVITE", body: held.Sdp()).Expect("ACK").IsHungUp();
            var (atCaller, atCallee) = await pair.RunAsync(caller, callee);
            var offer = calleeHolds
                ? atCaller.First("INVITE ", isSent: false).Message
                : atCallee.Nth("INVITE ", 1).Message;
            if (connection is null)
                Assert.Contains($"a={direction}", offer.Body, StringComparison.Ordinal);
            else
                Assert.Contains($"c=IN IP4 {connection}", offer.Body, StringComparison.Ordinal);
        }
    }

    // REQ: A-01
    [Fact]
    public async Task A_re_INVITE_of_the_callee_waits_for_the_ACK_of_the_caller()
    {
        using var pair = await shared.TakeAsync();
        var caller = SippScript.Caller();
        var callee = SippScript.Callee();
        caller.Invite().Expect(180).Expect(200).Pause(400).Ack().Takes("INVITE", body: caller.Sdp()).Expect("ACK").HangsUp();
        callee.Answers().Request("INVITE", body: callee.Sdp("sendonly")).Expect(200).Ack().IsHungUp();
        await pair.RunAsync(caller, callee);
    }

    // REQ: A-01
    [Fact]
    public async Task Re_INVITEs_from_both_sides_at_once_meet_491_and_a_retry_succeeds()
    {
        using var pair = await shared.TakeAsync();
        var caller = SippScript.Caller();
        var callee = SippScript.Callee();
        // The callee keeps the caller's re-INVITE open and sends its own across it. The 491 is the recorder's; a second
        // try comes after the wait of RFC 3261 §14.1.
        caller.Invite().Talks().Pause(200).Request("INVITE", body: caller.Sdp()).Expect(200).Ack()
            .Takes("INVITE", body: caller.Sdp()).Expect("ACK").HangsUp();
        callee.Answers().Expect("INVITE").Request("INVITE", body: callee.Sdp()).Expect(491).AckToReInvite()
            .Answer("INVITE", 200, body: callee.Sdp()).Expect("ACK")
            .Pause(600).Request("INVITE", body: callee.Sdp()).Expect(200).Ack().IsHungUp();
        await pair.RunAsync(caller, callee);
    }

    // REQ: A-01
    [Theory]
    [InlineData("INFO", "application/dtmf-relay", "Signal=5\nDuration=160\n")]
    [InlineData("MESSAGE", "text/plain", "hello\n")]
    [InlineData("NOTIFY", "text/plain", "state\n")]
    [InlineData("SUBSCRIBE", "", "")]
    [InlineData("FROBNICATE", "text/plain", "what is it?\n")]
    public async Task Requests_inside_a_call_pass_both_ways_with_their_answers(string method, string type, string body)
    {
        using var pair = await shared.TakeAsync();
        var headers = method switch
        {
            "NOTIFY" => "Event: dialog\nSubscription-State: active;expires=60",
            "SUBSCRIBE" => "Event: dialog\nExpires: 60",
            "INFO" => "Info-Package: none\nX-Kept: 1",
            _ => "X-Kept: 1",
        };
        var (atCaller, atCallee) = await pair.RunAsync(
            SippScript.Caller().Invite().Talks()
                .Request(method, headers, body, type).Expect(202)
                .Expect(method).Answer(method, 488, "Warning: 399 c \"no\"").HangsUp(),
            SippScript.Callee().Answers()
                .Expect(method).Answer(method, 202, "Expires: 60")
                .Request(method, headers, body, type).Expect(488).IsHungUp());
        foreach (var request in new[] { atCallee.First($"{method} ", isSent: false), atCaller.First($"{method} ", isSent: false) })
        {
            // sipp ends lines as SIP does.
            Assert.Equal(body.Trim(), request.Message.Body.Trim().ReplaceLineEndings("\n"));
            foreach (var header in headers.Split('\n'))
                Assert.Contains(header, request.Message.Text, StringComparison.Ordinal);
        }

        Assert.Equal("399 c \"no\"", atCallee.First("SIP/2.0 488").Message.Header("Warning"));
    }
}
