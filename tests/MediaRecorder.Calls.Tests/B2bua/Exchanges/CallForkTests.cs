using System.Net;
using MediaRecorder.Media.Paths;
using MediaRecorder.Sip.Messages;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.B2bua.Exchanges;

/// <summary>An INVITE that rings in several places, each an early dialog of its own (RFC 3261 §12.1.2).</summary>
// REQ: A-01
public sealed class CallForkTests
{
    private static readonly IPEndPoint Customer = SimulatedRecorder.CustomerSip;
    private static readonly IPEndPoint Agent = SimulatedRecorder.AgentSip;

    private readonly HandmadeCall _call = new();

    [Fact]
    public void Each_place_that_rings_is_a_dialog_of_its_own_to_the_caller()
    {
        _call.Offered();
        var a = ToOne(_call.Agent(Response(_call.Invite!, 180, tag: "a")), Customer).To.Tag;
        var b = ToOne(_call.Agent(Response(_call.Invite!, 180, tag: "b")), Customer).To.Tag;
        Assert.NotEqual(a, b);
        Assert.Equal(a, ToOne(_call.Agent(Response(_call.Invite!, 183, tag: "a")), Customer).To.Tag);
        var answer = ToOne(_call.Agent(Response(_call.Invite!, 200, AgentSdp(), "b")), Customer);
        Assert.Equal(b, answer.To.Tag);
        Finish(answer);
    }

    [Fact]
    public void The_media_follow_the_newest_early_answer_and_then_the_one_that_answers()
    {
        _call.Offered();
        _call.Agent(Response(_call.Invite!, 183, AgentSdp(6100), "a"));
        _call.Agent(Response(_call.Invite!, 183, AgentSdp(6200), "b"));
        Assert.Equal(6200, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        var answer = ToOne(_call.Agent(Response(_call.Invite!, 200, "", "a")), Customer);
        Assert.Equal(6100, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Finish(answer);
    }

    [Fact]
    public void A_request_in_an_early_dialog_goes_to_the_place_it_names()
    {
        _call.Offered();
        var a = ToOne(_call.Agent(Response(_call.Invite!, 180, tag: "a")), Customer);
        var b = ToOne(_call.Agent(Response(_call.Invite!, 180, tag: "b")), Customer);
        Assert.Equal("a", ToOne(_call.Customer(InDialog("INFO", 2, a)), Agent).To.Tag);
        Assert.Equal("b", ToOne(_call.Customer(InDialog("INFO", 3, b)), Agent).To.Tag);
        var info = _call.AgentRequest("INFO", 7).Replace(";tag=agent", ";tag=a", StringComparison.Ordinal);
        Assert.Equal(a.To.Tag, ToOne(_call.Agent(info), Customer).From.Tag);
    }

    [Fact]
    public void Once_answered_the_other_places_are_no_dialogs_any_more()
    {
        _call.Offered();
        var a = ToOne(_call.Agent(Response(_call.Invite!, 180, tag: "a")), Customer);
        var answer = ToOne(_call.Agent(Response(_call.Invite!, 200, AgentSdp(), "b")), Customer);
        Assert.Equal(481, ToOne(_call.Customer(InDialog("INFO", 2, a)), Customer).StatusCode);
        var info = _call.AgentRequest("INFO", 7).Replace(";tag=agent", ";tag=a", StringComparison.Ordinal);
        Assert.Equal(481, ToOne(_call.Agent(info), Agent).StatusCode);
        var late = _call.Agent(Response(_call.Invite!, 200, AgentSdp(), "a"));
        Assert.Equal(["ACK", "BYE"], late.Select(m => m.Message.MethodToken));
        Finish(answer);
    }

    [Fact]
    public void Whoever_rings_in_more_places_than_a_fork_has_is_heard_in_the_first_ones()
    {
        _call.Offered();
        var heard = Enumerable.Range(0, 40).Count(i => _call.Agent(Response(_call.Invite!, 180, tag: $"t{i}")).Count == 1);
        Assert.Equal(16, heard);
        Finish(ToOne(_call.Agent(Response(_call.Invite!, 200, AgentSdp(), "t39")), Customer));
    }

    // RFC 3261 §16.3 step 4, RFC 7332.
    [Fact]
    public void An_invite_of_ours_that_comes_back_with_the_target_it_came_with_is_a_loop()
    {
        _call.Offered();
        Assert.Equal(482, ToOne(_call.Agent(Returned("sip:4711@192.0.2.1")), Agent).StatusCode);
        Assert.Equal(1, _call.Recorder.Counters.CallsLooped);
        Assert.Equal(1, _call.Recorder.B2bua.ActiveCalls);
    }

    [Fact]
    public void One_that_comes_back_for_somebody_else_is_a_spiral_and_passes_eight_times()
    {
        _call.Offered();
        var passed = 0;
        var invite = _call.Invite!;
        for (var i = 0; i < 20; i++)
        {
            var source = i % 2 == 0 ? Agent : Customer;
            var sent = _call.Receive(Returned($"sip:{i}@192.0.2.1", invite), source);
            if (sent.FirstOrDefault(m => m.Message.IsRequest).Message is not { } next)
            {
                Assert.Equal(482, sent.Single().Message.StatusCode);
                break;
            }

            invite = next;
            passed++;
        }

        Assert.Equal(8, passed);
    }

    private string Returned(string target, SipMessage? invite = null)
    {
        invite ??= _call.Invite!;
        return $"INVITE {target} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.20;branch=z9hG4bK-back{target}\r\nMax-Forwards: 60\r\n"
            + $"From: {invite.From.Text}\r\nTo: {invite.To.Text}\r\nCall-ID: {invite.CallId}\r\nCSeq: 1 INVITE\r\n"
            + $"Contact: <sip:192.0.2.20>\r\nContent-Type: application/sdp\r\nContent-Length: {AgentSdp().Length}\r\n\r\n{AgentSdp()}";
    }

    private void Finish(SipMessage answer)
    {
        Assert.Equal(200, answer.StatusCode);
        _call.Customer(InDialog("ACK", 1, answer));
        Assert.Contains(_call.Customer(InDialog("BYE", 9, answer)), m => m.Message is { IsRequest: true, MethodToken: "BYE" });
        _call.AssertNothingLeft();
    }

    private string InDialog(string method, int cseq, SipMessage response) =>
        _call.CustomerRequest(method, cseq).Replace(
            "To: <sip:4711@192.0.2.1>", "To: " + response.To.Text, StringComparison.Ordinal);

    private static SipMessage ToOne(List<(IPEndPoint To, SipMessage Message)> sent, IPEndPoint to) =>
        Assert.Single(sent, m => m.To.Equals(to)).Message;
}
