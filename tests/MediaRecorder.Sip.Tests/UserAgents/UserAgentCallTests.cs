using MediaRecorder.Sip.UserAgents;
using static MediaRecorder.Sip.Tests.UserAgents.AgentOnNetwork;

namespace MediaRecorder.Sip.Tests.UserAgents;

public sealed class UserAgentCallTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_call_is_answered_and_ended_by_either_side(bool callerHangsUp)
    {
        var two = new TwoAgents();
        var call = two.Connect();
        Assert.Equal("v=0\r\ns=callee\r\n", TwoAgents.Text(two.Caller.Single<UserAgentEvent.Answered>().Sdp));
        Assert.Equal("v=0\r\ns=caller\r\n", TwoAgents.Text(two.CalleeCall.RemoteSdp));
        Assert.Equal(1, two.Callee.Count<UserAgentEvent.Established>());

        var (side, hungUp) = callerHangsUp ? (two.Caller, call) : (two.Callee, two.CalleeCall);
        side.Do(agent => agent.Bye(hungUp, side.NowNs));
        two.Run(1);

        Assert.Equal(!callerHangsUp, two.Caller.Single<UserAgentEvent.Ended>().ByPeer);
        Assert.Equal(callerHangsUp, two.Callee.Single<UserAgentEvent.Ended>().ByPeer);
        Assert.Equal(["INVITE", "SIP/2.", "ACK si", "BYE si", "SIP/2."], two.Sent.Select(line => line[..6].TrimEnd()));
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void Both_sides_hang_up_at_once()
    {
        var two = new TwoAgents();
        var call = two.Connect();
        two.Caller.Do(agent => agent.Bye(call, two.Caller.NowNs));
        two.Callee.Do(agent => agent.Bye(two.CalleeCall, two.Callee.NowNs));
        two.Run(1);
        two.Caller.Single<UserAgentEvent.Ended>();
        two.Callee.Single<UserAgentEvent.Ended>();
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void Ringing_and_early_media_are_reported()
    {
        var two = new TwoAgents();
        two.Callee.OnEvent = null;
        two.Caller.Invite(two.Callee, Body("caller"));
        two.Run(0.1);
        two.Callee.Do(agent => agent.Ring(two.CalleeCall, two.Callee.NowNs));
        two.Callee.Do(agent => agent.Ring(two.CalleeCall, two.Callee.NowNs, Body("early")));
        two.Run(0.1);
        var progress = two.Caller.Events.OfType<UserAgentEvent.Progress>().ToList();
        Assert.Equal([180, 183], progress.Select(e => e.Status));
        Assert.Equal("v=0\r\ns=early\r\n", TwoAgents.Text(progress[1].Sdp));
        two.Callee.Do(agent => agent.Answer(two.CalleeCall, Body("callee"), two.Callee.NowNs));
        two.Run(0.1);
        two.Caller.Single<UserAgentEvent.Answered>();
    }

    [Fact]
    public void A_rejected_call_fails_at_the_caller_and_ends_at_the_callee()
    {
        var two = new TwoAgents();
        two.Callee.OnEvent = (agent, e) =>
        {
            if (e is UserAgentEvent.IncomingCall incoming)
                agent.Do(a => a.Reject(incoming.Call, 486, agent.NowNs));
        };
        var call = two.Caller.Invite(two.Callee, Body("caller"));
        two.Run(1);
        Assert.Equal(486, two.Caller.Single<UserAgentEvent.Failed>().Status);
        Assert.False(two.Callee.Single<UserAgentEvent.Ended>().ByPeer);
        Assert.Equal(UserAgentCallState.Ended, call.State);
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void A_cancelled_call_fails_with_487()
    {
        var two = new TwoAgents();
        two.Callee.OnEvent = null;
        var call = two.Caller.Invite(two.Callee, Body("caller"));
        two.Run(0.1);
        two.Callee.Do(agent => agent.Ring(two.CalleeCall, two.Callee.NowNs));
        two.Run(0.1);
        two.Caller.Do(agent => agent.Cancel(call, two.Caller.NowNs));
        two.Run(1);
        Assert.Equal(487, two.Caller.Single<UserAgentEvent.Failed>().Status);
        Assert.True(two.Callee.Single<UserAgentEvent.Ended>().ByPeer);
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void A_cancel_waits_for_the_first_provisional_response()
    {
        var two = new TwoAgents();
        two.Callee.OnEvent = null;
        var call = two.Caller.Invite(two.Callee, Body("caller"));
        two.Caller.Do(agent => agent.Cancel(call, two.Caller.NowNs));
        two.Run(0.1);
        Assert.Equal(0, two.SentCount("CANCEL"));
        two.Run(1); // the transaction layer has sent 100 after 200 ms
        Assert.Equal(1, two.SentCount("CANCEL"));
        Assert.Equal(487, two.Caller.Single<UserAgentEvent.Failed>().Status);
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void An_answer_that_crosses_the_cancel_is_acknowledged_and_ended_by_bye()
    {
        var two = new TwoAgents();
        two.Callee.OnEvent = null;
        var call = two.Caller.Invite(two.Callee, Body("caller"));
        two.Run(0.3);
        two.Caller.Do(agent => agent.Cancel(call, two.Caller.NowNs));
        two.Callee.Do(agent => agent.Answer(two.CalleeCall, Body("callee"), two.Callee.NowNs));
        two.Run(1);
        Assert.Equal(0, two.Caller.Count<UserAgentEvent.Answered>());
        Assert.False(two.Caller.Single<UserAgentEvent.Ended>().ByPeer);
        Assert.True(two.Callee.Single<UserAgentEvent.Ended>().ByPeer);
        Assert.Equal(1, two.SentCount("ACK"));
        Assert.Equal(1, two.SentCount("BYE"));
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void A_caller_nobody_hears_fails_with_408()
    {
        var two = new TwoAgents();
        two.Network.Detach(two.Callee.Local);
        two.Caller.Invite(two.Callee, Body("caller"));
        two.Run(31.9);
        Assert.Empty(two.Caller.Events);
        two.Run(0.2);
        Assert.Equal(408, two.Caller.Single<UserAgentEvent.Failed>().Status);
    }

    [Fact]
    public void With_a_delayed_offer_the_answer_goes_into_the_ack()
    {
        var two = new TwoAgents();
        two.Caller.OnEvent = TwoAgents.AnswerEverything;
        two.Caller.Invite(two.Callee, default);
        two.Run(1);
        Assert.True(two.Callee.Single<UserAgentEvent.IncomingCall>().Sdp.IsEmpty);
        Assert.Equal("v=0\r\ns=callee\r\n", TwoAgents.Text(two.Caller.Single<UserAgentEvent.Answered>().Sdp));
        Assert.Equal("v=0\r\ns=in the ACK\r\n", TwoAgents.Text(two.Callee.Single<UserAgentEvent.Established>().Sdp));
        Assert.Equal(1, two.SentCount("ACK"));
    }

    [Fact]
    public void Until_the_delayed_answer_is_given_each_200_goes_unacknowledged()
    {
        var two = new TwoAgents();
        var call = two.Caller.Invite(two.Callee, default);
        two.Run(2);
        Assert.Equal(UserAgentCallState.Answered, call.State);
        Assert.Equal(3, two.SentCount("SIP/2.0 200")); // at 0, 0.5 and 1.5 s
        Assert.Equal(0, two.SentCount("ACK"));
        two.Caller.Do(agent => agent.Acknowledge(call, Body("late"), two.Caller.NowNs));
        two.Run(10);
        Assert.Equal("v=0\r\ns=late\r\n", TwoAgents.Text(two.Callee.Single<UserAgentEvent.Established>().Sdp));
        Assert.Equal(3, two.SentCount("SIP/2.0 200"));
    }

    [Fact]
    public void Hanging_up_instead_of_the_delayed_answer_still_acknowledges()
    {
        var two = new TwoAgents();
        var call = two.Caller.Invite(two.Callee, default);
        two.Run(0.1);
        two.Caller.Do(agent => agent.Bye(call, two.Caller.NowNs));
        two.Run(1);
        Assert.Equal(1, two.SentCount("ACK"));
        two.Caller.Single<UserAgentEvent.Ended>();
        two.Callee.Single<UserAgentEvent.Ended>();
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void A_callee_who_hangs_up_before_the_ack_waits_for_it()
    {
        // RFC 3261 §15: the callee's UA must not send a BYE on a confirmed dialog until it has received an ACK.
        var two = new TwoAgents();
        two.Caller.Invite(two.Callee, Body("caller"));
        two.Network.RunUntil(() => two.Callee.Events.Count > 0, TimeSpan.FromSeconds(1));
        two.Callee.Do(agent => agent.Bye(two.CalleeCall, two.Callee.NowNs));
        Assert.Equal(0, two.SentCount("BYE"));
        two.Run(1);
        Assert.Equal(1, two.SentCount("BYE"));
        Assert.Equal(0, two.Callee.Count<UserAgentEvent.Established>());
        two.Callee.Single<UserAgentEvent.Ended>();
        two.Caller.Single<UserAgentEvent.Ended>();
    }

    [Fact]
    public void Options_are_answered_and_their_silence_is_408()
    {
        var two = new TwoAgents();
        two.Caller.Do(agent => agent.Options(two.Callee.Agent.Uri, two.Callee.Local, two.Caller.NowNs));
        two.Run(1);
        Assert.Equal(200, two.Caller.Single<UserAgentEvent.OptionsAnswered>().Status);
        two.Network.Detach(two.Callee.Local);
        two.Caller.Do(agent => agent.Options(two.Callee.Agent.Uri, two.Callee.Local, two.Caller.NowNs));
        two.Run(40);
        Assert.Equal(408, two.Caller.Events.OfType<UserAgentEvent.OptionsAnswered>().Last().Status);
    }

    [Fact]
    public void What_the_owner_may_not_do_now_is_refused()
    {
        var two = new TwoAgents();
        var call = two.Connect();
        Assert.Throws<InvalidOperationException>(() => two.Callee.Agent.Answer(two.CalleeCall, Body("x"), 0));
        Assert.Throws<InvalidOperationException>(() => two.Callee.Agent.Reject(two.CalleeCall, 486, 0));
        Assert.Throws<InvalidOperationException>(() => two.Callee.Agent.Cancel(two.CalleeCall, 0));
        Assert.Throws<InvalidOperationException>(() => two.Caller.Agent.Acknowledge(call, Body("x"), 0));
        Assert.Throws<InvalidOperationException>(() => two.Caller.Agent.AnswerReinvite(call, Body("x"), 0));
        two.Caller.Do(agent => agent.Reinvite(call, Body("one"), two.Caller.NowNs));
        Assert.Throws<InvalidOperationException>(() => two.Caller.Agent.Reinvite(call, Body("two"), 0));
    }
}
