using MediaRecorder.Sip.UserAgents;
using static MediaRecorder.Sip.Tests.UserAgents.AgentOnNetwork;

namespace MediaRecorder.Sip.Tests.UserAgents;

public sealed class UserAgentReinviteTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Either_side_holds_and_resumes(bool callerHolds)
    {
        var two = new TwoAgents();
        var call = two.Connect();
        two.Caller.OnEvent = TwoAgents.AnswerEverything;
        var (holder, other, held) =
            callerHolds ? (two.Caller, two.Callee, call) : (two.Callee, two.Caller, two.CalleeCall);
        foreach (var sdp in new[] { "hold", "resume" })
        {
            holder.Do(agent => agent.Reinvite(held, Body(sdp), holder.NowNs));
            Assert.False(held.CanReinvite);
            two.Run(1);
            Assert.True(held.CanReinvite);
        }

        Assert.Equal(
            ["hold", "resume"],
            other.Events.OfType<UserAgentEvent.Reinvited>().Select(e => TwoAgents.Text(e.Sdp)[7..^2]));
        Assert.All(holder.Events.OfType<UserAgentEvent.ReinviteAnswered>(), e => Assert.Equal(200, e.Status));
        Assert.Equal(2, holder.Count<UserAgentEvent.ReinviteAnswered>());
        Assert.Equal(2, other.Count<UserAgentEvent.ReinviteEstablished>());
        holder.Do(agent => agent.Bye(held, holder.NowNs));
        two.Run(1);
        other.Single<UserAgentEvent.Ended>();
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void A_rejected_reinvite_leaves_the_call_as_it_was()
    {
        var two = new TwoAgents();
        var call = two.Connect();
        two.Callee.OnEvent = (agent, e) =>
        {
            if (e is UserAgentEvent.Reinvited reinvited)
                agent.Do(a => a.RejectReinvite(reinvited.Call, 488, agent.NowNs));
        };
        two.Caller.Do(agent => agent.Reinvite(call, Body("hold"), two.Caller.NowNs));
        two.Run(1);
        Assert.Equal(488, two.Caller.Single<UserAgentEvent.ReinviteAnswered>().Status);
        Assert.Equal(UserAgentCallState.Confirmed, call.State);
        Assert.True(call.CanReinvite);
        Assert.True(two.CalleeCall.CanReinvite);
    }

    [Fact]
    public void Two_reinvites_that_cross_are_both_answered_491()
    {
        // RFC 3261 §14.2
        var two = new TwoAgents();
        var call = two.Connect();
        two.Caller.Do(agent => agent.Reinvite(call, Body("hold"), two.Caller.NowNs));
        two.Callee.Do(agent => agent.Reinvite(two.CalleeCall, Body("hold"), two.Callee.NowNs));
        two.Run(1);
        Assert.Equal(491, two.Caller.Single<UserAgentEvent.ReinviteAnswered>().Status);
        Assert.Equal(491, two.Callee.Single<UserAgentEvent.ReinviteAnswered>().Status);
        Assert.True(call.CanReinvite);
        two.Caller.Do(agent => agent.Reinvite(call, Body("again"), two.Caller.NowNs));
        two.Run(1);
        Assert.Equal(200, two.Caller.Events.OfType<UserAgentEvent.ReinviteAnswered>().Last().Status);
    }

    [Fact]
    public void A_second_reinvite_before_the_answer_to_the_first_gets_500()
    {
        var two = new TwoAgents();
        var call = two.Connect();
        two.Callee.OnEvent = null;
        two.Caller.Do(agent => agent.Reinvite(call, Body("hold"), two.Caller.NowNs));
        two.Run(0.3);
        var first = Assert.IsType<UserAgentEvent.Reinvited>(two.Callee.Events[^1]);
        // A caller that does not wait, as RFC 3261 §14.1 demands of ours.
        var (caller, callee) = (two.Caller.Local, two.Callee.Local);
        var invite = $"INVITE {two.Callee.Agent.Uri} SIP/2.0\r\nVia: SIP/2.0/UDP {caller};branch=z9hG4bKhasty\r\n"
            + $"From: {call.Invite.From.Text}\r\n{two.CalleeTo}\r\nCall-ID: {call.CallId}\r\n"
            + $"CSeq: 900 INVITE\r\nMax-Forwards: 70\r\nContact: <{two.Caller.Agent.Uri}>\r\nContent-Length: 0\r\n\r\n";
        two.Network.Send(caller, callee, System.Text.Encoding.ASCII.GetBytes(invite));
        two.Run(0.1);
        Assert.Equal(1, two.SentCount("SIP/2.0 500"));
        two.Callee.Do(agent => agent.AnswerReinvite(first.Call, Body("held"), two.Callee.NowNs));
        two.Run(1);
        Assert.Equal(200, two.Caller.Single<UserAgentEvent.ReinviteAnswered>().Status);
    }

    [Fact]
    public void A_reinvite_without_offer_takes_its_answer_in_the_ack()
    {
        var two = new TwoAgents();
        var call = two.Connect();
        two.Caller.Do(agent => agent.Reinvite(call, default, two.Caller.NowNs));
        two.Run(0.1);
        Assert.Equal(
            "v=0\r\ns=callee again\r\n", TwoAgents.Text(two.Caller.Single<UserAgentEvent.ReinviteAnswered>().Sdp));
        Assert.False(call.CanReinvite);
        two.Caller.Do(agent => agent.Acknowledge(call, Body("yes"), two.Caller.NowNs));
        two.Run(0.1);
        Assert.Equal("v=0\r\ns=yes\r\n", TwoAgents.Text(two.Callee.Single<UserAgentEvent.ReinviteEstablished>().Sdp));
        Assert.True(call.CanReinvite);
    }

    [Fact]
    public void A_bye_while_the_owner_ponders_a_reinvite_ends_the_call()
    {
        var two = new TwoAgents();
        var call = two.Connect();
        two.Callee.OnEvent = null;
        two.Caller.Do(agent => agent.Reinvite(call, Body("hold"), two.Caller.NowNs));
        two.Run(0.3);
        two.Caller.Do(agent => agent.Bye(call, two.Caller.NowNs));
        two.Run(1);
        Assert.Equal(1, two.SentCount("SIP/2.0 487"));
        two.Callee.Single<UserAgentEvent.Ended>();
        two.Caller.Single<UserAgentEvent.Ended>();
        Assert.Equal(0, two.Caller.Count<UserAgentEvent.ReinviteAnswered>());
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void Hanging_up_refuses_the_reinvite_that_waits()
    {
        var two = new TwoAgents();
        two.Connect();
        two.Callee.OnEvent = null;
        two.Caller.Do(
            agent => agent.Reinvite(two.Caller.Single<UserAgentEvent.Answered>().Call, Body("hold"), two.Caller.NowNs));
        two.Run(0.3);
        two.Callee.Do(agent => agent.Bye(two.CalleeCall, two.Callee.NowNs));
        two.Run(1);
        Assert.Equal(1, two.SentCount("SIP/2.0 487"));
        two.Caller.Single<UserAgentEvent.Ended>();
        two.Callee.Single<UserAgentEvent.Ended>();
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void A_reinvite_taken_back_needs_no_answer()
    {
        var two = new TwoAgents();
        var call = two.Connect();
        two.Callee.OnEvent = null;
        string? invite = null;
        two.Network.OnSent = datagram => invite ??= datagram.IsSip("INVITE") ? datagram.Text : null;
        two.Caller.Do(agent => agent.Reinvite(call, Body("hold"), two.Caller.NowNs));
        two.Run(0.3);
        // Our own agent never takes a re-INVITE back; others do.
        var cancel = invite!.Split("\r\n\r\n")[0].Replace("INVITE", "CANCEL", StringComparison.Ordinal);
        cancel = string.Join(
            "\r\n", cancel.Split("\r\n").Where(line => !line.StartsWith("Content", StringComparison.Ordinal)));
        two.Network.Send(two.Caller.Local, two.Callee.Local, System.Text.Encoding.ASCII.GetBytes(cancel + "\r\n\r\n"));
        two.Run(1);
        two.Callee.Single<UserAgentEvent.ReinviteCancelled>();
        Assert.Equal(487, two.Caller.Single<UserAgentEvent.ReinviteAnswered>().Status);
        Assert.True(two.CalleeCall.CanReinvite);
    }

    [Fact]
    public void A_reinvite_nobody_answers_ends_the_call()
    {
        var two = new TwoAgents();
        var call = two.Connect();
        two.Network.Detach(two.Callee.Local);
        two.Caller.Do(agent => agent.Reinvite(call, Body("hold"), two.Caller.NowNs));
        two.Run(70);
        Assert.Equal(408, two.Caller.Single<UserAgentEvent.ReinviteAnswered>().Status);
        two.Caller.Single<UserAgentEvent.Ended>();
    }
}
