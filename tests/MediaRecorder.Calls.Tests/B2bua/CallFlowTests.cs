using MediaRecorder.Calls.B2bua;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Sip.UserAgents;
using MediaRecorder.TestKit.Phones;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Calls.Tests.B2bua;

// REQ: A-01
public sealed class CallFlowTests
{
    [Theory]
    [InlineData(true, CallOutcome.CallerHungUp)]
    [InlineData(false, CallOutcome.CalleeHungUp)]
    public void A_call_is_answered_heard_both_ways_and_ended_by_either_side(bool customerEnds, CallOutcome outcome)
    {
        var rig = new CallRig();
        rig.Customer.Microphone.SetTone(440);
        rig.Agent.Microphone.SetTone(1000);
        rig.Talking().Run(2);
        (customerEnds ? rig.Customer : rig.Agent).HangUp();
        rig.Run(1);

        Assert.True(CallRig.HasEnded(rig.Customer));
        Assert.True(CallRig.HasEnded(rig.Agent));
        Assert.True(rig.Agent.Heard.TonePowerDbfs(440, 1_500_000_000, 2_500_000_000) > -30);
        Assert.True(rig.Customer.Heard.TonePowerDbfs(1000, 1_500_000_000, 2_500_000_000) > -30);
        Assert.Equal(1, rig.Recorder.Counters.Ended(outcome));
        rig.AssertNothingLeft();
    }

    [Fact]
    public void A_cancelled_call_is_cancelled_at_the_callee_too()
    {
        var rig = new CallRig(agent: new SimulatedPhoneOptions { AnswerAfter = null });
        rig.Dial();
        rig.Run(1);
        rig.Customer.HangUp();
        rig.Run(1);
        Assert.Equal(487, rig.CustomerFailure);
        Assert.True(CallRig.HasEnded(rig.Agent));
        Assert.Equal(1, rig.Recorder.Counters.Ended(CallOutcome.Cancelled));
        rig.AssertNothingLeft();
    }

    [Fact]
    public void A_cancel_that_crosses_the_answer_ends_the_callee_by_bye()
    {
        var rig = new CallRig(agent: new SimulatedPhoneOptions { AnswerAfter = null });
        rig.Dial();
        rig.Run(1);
        rig.Agent.Answer();
        rig.Customer.HangUp();
        rig.Run(1);
        Assert.True(CallRig.HasEnded(rig.Customer));
        Assert.True(CallRig.HasEnded(rig.Agent));
        rig.AssertNothingLeft();
    }

    [Theory]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(480)]
    [InlineData(486)]
    [InlineData(488)]
    [InlineData(503)]
    [InlineData(603)]
    public void Every_failure_of_the_callee_reaches_the_caller(int status)
    {
        var rig = new CallRig(agent: new SimulatedPhoneOptions { AnswerAfter = null });
        rig.Dial();
        rig.Run(1);
        rig.Agent.Reject(status);
        rig.Run(1);
        Assert.Equal(status, rig.CustomerFailure);
        Assert.Equal(1, rig.Recorder.Counters.Ended(CallOutcome.Rejected));
        rig.AssertNothingLeft();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ringing_passes_with_and_without_early_media(bool earlyMedia)
    {
        var rig = new CallRig(agent: new SimulatedPhoneOptions { AnswerAfter = null });
        rig.Agent.Microphone.SetTone(425);
        rig.Dial();
        rig.Run(0.2);
        rig.Agent.Ring(earlyMedia);
        rig.Run(2);
        var progress = rig.Customer.Events.OfType<UserAgentEvent.Progress>().Last();
        Assert.Equal(earlyMedia ? 183 : 180, progress.Status);
        Assert.Equal(earlyMedia, !progress.Sdp.IsEmpty);
        Assert.Equal(earlyMedia, rig.Customer.Heard.Packets.Count > 50);
        rig.Agent.Answer();
        rig.Run(1);
        Assert.True(rig.Customer.IsInCall);
        rig.Agent.HangUp();
        rig.AssertNothingLeft();
    }

    [Fact]
    public void A_delayed_offer_is_answered_in_the_ack()
    {
        var rig = new CallRig();
        rig.Customer.Microphone.SetTone(440);
        rig.Dial(delayedOffer: true);
        rig.Run(3);
        Assert.True(rig.Customer.IsInCall);
        Assert.True(rig.Agent.IsInCall);
        Assert.True(rig.Agent.Heard.Packets.Count > 100);
        rig.Customer.HangUp();
        rig.AssertNothingLeft();
    }

    [Fact]
    public void A_callee_that_never_answers_is_cancelled_and_the_caller_gets_408()
    {
        var rig = new CallRig(
            SimulatedRecorder.Model(noAnswer: TimeSpan.FromSeconds(10)),
            agent: new SimulatedPhoneOptions { AnswerAfter = null });
        rig.Dial();
        rig.Run(9.5);
        Assert.Null(rig.CustomerFailure);
        rig.Run(1);
        Assert.Equal(408, rig.CustomerFailure);
        Assert.True(CallRig.HasEnded(rig.Agent));
        Assert.Equal(1, rig.Recorder.Counters.Ended(CallOutcome.NoAnswer));
        rig.AssertNothingLeft();
    }

    [Fact]
    public void A_next_hop_that_is_dead_gives_408_after_timer_b()
    {
        var rig = new CallRig();
        rig.Network.Detach(SimulatedRecorder.AgentSip);
        rig.Dial();
        rig.Run(40);
        Assert.Equal(408, rig.CustomerFailure);
        rig.AssertNothingLeft();
    }

    [Fact]
    public void Without_an_ack_both_sides_are_ended()
    {
        var rig = new CallRig();
        rig.Network.Drop(d => d.IsSip("ACK") && d.Source.Equals(SimulatedRecorder.CustomerSip), 100);
        rig.Dial();
        rig.Run(40);
        Assert.Equal(1, rig.Recorder.Counters.Ended(CallOutcome.NoAck));
        Assert.True(CallRig.HasEnded(rig.Agent));
        rig.AssertNothingLeft();
    }

    // REQ: C-01
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Hold_and_resume_pass_and_are_cued_for_the_side_that_holds(bool inactive)
    {
        var rig = new CallRig().Talking();
        rig.Agent.Hold(inactive);
        rig.Run(1);
        var hold = Assert.IsType<HoldStarted>(rig.Recorder.Recording.Cues[^1]);
        Assert.Equal(LegId.Egress, hold.By);
        rig.Agent.Resume();
        rig.Run(1);
        var resumed = Assert.IsType<HoldEnded>(rig.Recorder.Recording.Cues[^1]);
        Assert.Equal(LegId.Egress, resumed.By);
        Assert.True(resumed.AtNs - hold.AtNs > 900_000_000);
        Assert.True(rig.Customer.IsInCall);
        rig.Customer.HangUp();
        rig.AssertNothingLeft();
    }

    // REQ: C-01
    [Fact]
    public void Both_sides_hold_and_the_last_to_resume_ends_it()
    {
        var rig = new CallRig().Talking();
        rig.Agent.Hold();
        rig.Run(1);
        rig.Customer.Hold();
        rig.Run(1);
        rig.Agent.Resume();
        rig.Run(1);
        rig.Customer.Resume();
        rig.Run(1);
        Type[] cues = [.. rig.Recorder.Recording.Cues.Select(c => c.GetType())];
        Assert.Equal(
            [
                typeof(CallOffered), typeof(CallAnswered), typeof(HoldStarted), typeof(HoldStarted),
                typeof(HoldEnded), typeof(HoldEnded)
            ],
            cues);
        rig.Customer.HangUp();
        rig.AssertNothingLeft();
    }

    [Fact]
    public void A_rejected_reinvite_changes_nothing()
    {
        var rig = new CallRig(customer: new SimulatedPhoneOptions { AcceptsReinvites = false }).Talking();
        var cues = rig.Recorder.Recording.Cues.Count;
        rig.Agent.Hold();
        rig.Run(1);
        rig.Customer.Agent.RejectReinvite(rig.Customer.Call!, 488, rig.Network.NowNs);
        rig.Run(1);
        Assert.Equal(488, rig.Agent.Events.OfType<UserAgentEvent.ReinviteAnswered>().Single().Status);
        Assert.Equal(cues, rig.Recorder.Recording.Cues.Count);
        Assert.True(rig.Agent.IsInCall);
        rig.Customer.HangUp();
        rig.AssertNothingLeft();
    }

    [Fact]
    public void Reinvites_of_both_sides_at_once_end_in_491_and_the_call_goes_on()
    {
        var rig = new CallRig().Talking();
        rig.Agent.Hold();
        rig.Customer.Hold();
        rig.Run(1);
        var statuses = rig.Agent.Events.Concat(rig.Customer.Events).OfType<UserAgentEvent.ReinviteAnswered>()
            .Select(e => e.Status).Order().ToArray();
        Assert.Contains(491, statuses);
        Assert.True(rig.Customer.IsInCall);
        Assert.True(rig.Agent.IsInCall);
        rig.Customer.HangUp();
        rig.AssertNothingLeft();
    }

    [Fact]
    public void The_call_ends_when_a_reinvite_meets_a_dead_dialog()
    {
        var rig = new CallRig().Talking();
        rig.Network.Detach(SimulatedRecorder.CustomerSip);
        rig.Agent.Hold();
        rig.Run(40);
        Assert.Equal(1, rig.Recorder.Counters.Ended(CallOutcome.SignallingFailed));
        Assert.True(CallRig.HasEnded(rig.Agent));
        rig.AssertNothingLeft();
    }

    // Failure sweep: the n-th SIP datagram of a whole call with a hold is lost, for every n.
    [Fact]
    public void Any_single_lost_message_is_survived()
    {
        for (var n = 0; n < 40; n++)
        {
            var rig = new CallRig();
            var seen = -1;
            rig.Network.Drop(d => IsSip(d) && ++seen == n);
            rig.Dial();
            rig.Run(8);
            Assert.True(rig.Customer.IsInCall && rig.Agent.IsInCall, $"not up after losing message {n}");
            rig.Agent.Hold();
            rig.Run(8);
            Assert.IsType<HoldStarted>(rig.Recorder.Recording.Cues[^1]);
            rig.Agent.HangUp();
            rig.Run(8);
            Assert.True(CallRig.HasEnded(rig.Customer), $"customer still up after losing message {n}");
            rig.AssertNothingLeft();
        }
    }

    [Fact]
    public void Nothing_is_left_of_calls_over_a_network_that_loses_reorders_and_doubles()
    {
        var conditions = new NetworkConditions
        {
            DelayNs = 20_000_000,
            JitterNs = 30_000_000,
            Loss = 0.2,
            Reorder = 0.1,
            Duplicate = 0.1
        };
        for (var seed = 0; seed < 40; seed++)
        {
            var rig = new CallRig(seed: seed, conditions: conditions);
            rig.Dial();
            rig.Run(20);
            if (rig.Agent.IsInCall && rig.Agent.Call!.CanReinvite)
            {
                rig.Agent.Hold();
                rig.Run(seed % 7);
            }

            (seed % 2 == 0 ? rig.Customer : rig.Agent).HangUp();
            rig.Run(40);
            rig.AssertNothingLeft();
        }
    }

    // REQ: B-02
    [Fact]
    public void Roles_follow_the_trunks_and_not_who_calls()
    {
        var rig = new CallRig();
        rig.Agent.Dial("sip:0049@192.0.2.1", SimulatedRecorder.Sip);
        rig.Run(1);
        var opened = Assert.Single(rig.Recorder.Recording.Opened);
        Assert.Equal(
            (LegRole.Agent, LegRole.Customer, "outbound"), (opened.Ingress, opened.Egress, opened.Identity.Direction));
        rig.Agent.HangUp();
        rig.AssertNothingLeft();
    }

    [Fact]
    public void A_trunk_that_does_not_record_opens_no_recording()
    {
        var rig = new CallRig(SimulatedRecorder.Model(record: false)).Talking();
        Assert.Empty(rig.Recorder.Recording.Opened);
        rig.Customer.HangUp();
        rig.AssertNothingLeft();
    }

    [Fact]
    public void Stopping_ends_every_call_and_its_recording()
    {
        var rig = new CallRig().Talking();
        rig.Recorder.B2bua.HangUpAll(rig.Network.NowNs);
        rig.Recorder.Flush();
        rig.Run(1);
        Assert.True(CallRig.HasEnded(rig.Customer));
        Assert.True(CallRig.HasEnded(rig.Agent));
        Assert.Equal(EndCause.Shutdown, Assert.IsType<CallEnded>(rig.Recorder.Recording.Cues[^1]).Cause);
        rig.AssertNothingLeft();
    }

    private static bool IsSip(SimulatedDatagram datagram) =>
        datagram.Source.Port == 5060 || datagram.Destination.Port == 5060;
}
