using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using static MediaRecorder.Policy.Tests.Control.CallScript;

namespace MediaRecorder.Policy.Tests.Control;

public sealed class RecordingControlTests
{
    [Fact]
    public void Nothing_is_captured_before_the_answer()
    {
        var call = new CallScript();
        Assert.IsType<SilenceKeys>(Assert.Single(call.Offer(0).Actions));
        Assert.Equal(RecordingPhase.Offered, call.State.Phase);
        Assert.True(call.State.Captured.IsEmpty);
    }

    [Fact]
    public void Both_legs_are_captured_from_the_answer_on()
    {
        var call = new CallScript();
        call.Offer(0);
        RecordingStep step = call.Answer(1500);

        Assert.Equal(Ns(1500), Assert.IsType<StartRecording>(step.Actions[0]).FromNs);
        Assert.Equal([(0, true, 1500L), (1, true, 1500L)], Masks(step));
        OpenSegment talk = Assert.Single(step.Actions.OfType<OpenSegment>());
        Assert.Equal((SegmentKind.Talk, Ns(1500), "call-answered"), (talk.Kind, talk.FromNs, talk.Cause));
    }

    [Fact]
    public void A_trunk_that_does_not_record_gets_no_action_at_all()
    {
        var call = new CallScript(new RecordingRules(Record: false));
        call.Offer(0);
        call.Answer(1);
        call.Hold(2, Agent);
        call.Pause(3, 3, Agent);
        call.Key(4, Ns(5), Agent);
        call.End(6);
        Assert.Empty(call.Actions);
        Assert.Equal(RecordingPhase.Ended, call.State.Phase);
    }

    // REQ: C-01
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_hold_by_either_side_shuts_both_legs_until_it_ends(int by)
    {
        var call = Answered();
        RecordingStep hold = call.Hold(5000, new LegId(by));
        Assert.Equal([(0, false, 5000L), (1, false, 5000L)], Masks(hold));
        Assert.Equal(SegmentKind.Talk, Assert.Single(hold.Actions.OfType<CloseSegment>()).Kind);
        OpenSegment opened = Assert.Single(hold.Actions.OfType<OpenSegment>());
        Assert.Equal((SegmentKind.Hold, new LegId(by)), (opened.Kind, opened.By));

        RecordingStep unhold = call.Unhold(9000, new LegId(by));
        Assert.Equal([(0, true, 9000L), (1, true, 9000L)], Masks(unhold));
        Assert.Equal((SegmentKind.Hold, Ns(9000)), Closed(unhold));
    }

    // REQ: C-01
    // REQ: C-06
    [Fact]
    public void A_hold_ends_with_the_party_that_asked_for_it_and_not_with_the_other()
    {
        var call = Answered();
        call.Hold(2000, Agent);
        Assert.Empty(call.Play(new PartyReplaced(Ns(3000), CueSource.Signalling, "REFER", Customer)).Actions);
        Assert.True(call.State.Captured.IsEmpty);
        RecordingStep step = call.Play(new PartyReplaced(Ns(4000), CueSource.Signalling, "REFER", Agent));
        Assert.Equal([(0, true, 4000L), (1, true, 4000L)], Masks(step));
        Assert.True(call.Play(new PartyReplaced(Ns(5000), CueSource.Signalling, "REFER", new LegId(7))).IsIgnored);
    }

    // REQ: C-05
    [Fact]
    public void Who_joins_is_captured_as_the_others_are_and_shut_when_it_leaves()
    {
        var third = new LegId(2);
        var call = Answered();
        RecordingStep step = call.Play(new PartyJoined(Ns(2000), CueSource.Signalling, "REFER", third, LegRole.ThirdParty));
        Assert.Equal([(2, true, 2000L)], Masks(step));
        Assert.True(call.Play(new PartyJoined(Ns(2500), CueSource.Signalling, "REFER", third, LegRole.Agent)).IsIgnored);
        Assert.Equal([(0, false, 3000L), (1, false, 3000L), (2, false, 3000L)], Masks(call.Hold(3000, third)));

        // Its hold goes with it, and the others are heard again.
        step = call.Play(new PartyLeft(Ns(4000), CueSource.Signalling, "BYE", third));
        Assert.Equal([(0, true, 4000L), (1, true, 4000L)], Masks(step));
        Assert.True(call.Play(new PartyLeft(Ns(5000), CueSource.Signalling, "BYE", third)).IsIgnored);

        // While nothing is captured nobody who joins is; then it is as the others.
        call.Hold(6000, Agent);
        Assert.Empty(call.Play(new PartyJoined(Ns(7000), CueSource.Api, "command", third, LegRole.ThirdParty)).Actions);
        Assert.Equal([(0, true, 8000L), (1, true, 8000L), (2, true, 8000L)], Masks(call.Unhold(8000, Agent)));
        Assert.Equal([(2, false, 9000L)], Masks(call.Play(new PartyLeft(Ns(9000), CueSource.Signalling, "BYE", third))));
        call.Play(new PartyLeft(Ns(9100), CueSource.Signalling, "BYE", Customer));
        Assert.True(call.Play(new PartyLeft(Ns(9200), CueSource.Signalling, "BYE", Agent)).IsIgnored);
    }

    [Fact]
    public void A_nested_hold_of_both_sides_ends_when_nobody_holds()
    {
        var call = Answered();
        call.Hold(2000, Agent);
        Assert.Empty(call.Hold(3000, Customer).Actions);
        RecordingStep first = call.Unhold(4000, Agent);
        Assert.Empty(first.Actions);
        Assert.False(first.IsIgnored);
        Assert.True(call.State.Captured.IsEmpty);
        Assert.Equal([(0, true, 5000L), (1, true, 5000L)], Masks(call.Unhold(5000, Customer)));
    }

    // REQ: C-01
    [Fact]
    public void A_trunk_that_records_holds_keeps_capturing_and_still_indexes_the_hold()
    {
        var call = Answered(new RecordingRules(RecordHolds: true));
        RecordingStep hold = call.Hold(2000, Agent);
        Assert.Empty(Masks(hold));
        Assert.Equal(SegmentKind.Hold, Assert.Single(hold.Actions.OfType<OpenSegment>()).Kind);
        Assert.Empty(Masks(call.Unhold(3000, Agent)));
    }

    [Fact]
    public void A_hold_from_before_the_answer_keeps_the_start_silent()
    {
        var call = new CallScript();
        call.Offer(0);
        call.Hold(100, Customer);
        RecordingStep step = call.Answer(1000);
        Assert.Empty(Masks(step));
        Assert.Equal(SegmentKind.Hold, Assert.Single(step.Actions.OfType<OpenSegment>()).Kind);
        Assert.Equal([(0, true, 2000L), (1, true, 2000L)], Masks(call.Unhold(2000, Customer)));
    }

    // REQ: C-04
    [Fact]
    public void A_pause_is_asked_for_from_the_start_of_the_codes_first_key()
    {
        var call = Answered();
        RecordingStep step = call.Pause(atMs: 6000, fromMs: 4500, Agent);
        Assert.Equal([(0, false, 4500L), (1, false, 4500L)], Masks(step));
        Assert.Equal((SegmentKind.Talk, Ns(4500)), Closed(step));
        OpenSegment pause = Assert.Single(step.Actions.OfType<OpenSegment>());
        Assert.Equal(
            (SegmentKind.Pause, Ns(4500), "pause-requested", Agent), (pause.Kind, pause.FromNs, pause.Cause, pause.By));
    }

    // REQ: C-04
    [Fact]
    public void A_resume_takes_effect_at_the_end_of_the_codes_last_key()
    {
        var call = Answered();
        call.Pause(3000, 2000, Agent);
        RecordingStep step = call.Resume(atMs: 8000, fromMs: 7900, Agent);
        Assert.Equal([(0, true, 7900L), (1, true, 7900L)], Masks(step));
        Assert.Equal((SegmentKind.Pause, Ns(7900)), Closed(step));
    }

    // REQ: C-04
    [Fact]
    public void Only_the_agents_keypad_acts()
    {
        var call = Answered();
        RecordingStep step = call.Pause(3000, 2000, Customer);
        Assert.Empty(step.Actions);
        Assert.Equal("only the agent's keypad acts", step.IgnoredBecause);
    }

    [Fact]
    public void A_trunk_may_forbid_the_keypad_and_the_interface_still_pauses()
    {
        var call = Answered(new RecordingRules(KeypadPause: false));
        Assert.True(call.Pause(3000, 2000, Agent).IsIgnored);
        Assert.Equal(2, Masks(call.Pause(3000, 2000, Agent, CueSource.Api)).Length);
    }

    [Fact]
    public void A_second_pause_is_ignored_with_a_reason()
    {
        var call = Answered();
        call.Pause(3000, 2000, Agent);
        RecordingStep step = call.Pause(5000, 4000, Agent);
        Assert.Empty(step.Actions);
        Assert.Equal("the recording is paused already", step.IgnoredBecause);
    }

    [Fact]
    public void A_resume_while_a_side_holds_opens_nothing_until_the_hold_ends()
    {
        var call = Answered();
        call.Pause(2000, 2000, Agent);
        call.Hold(3000, Agent);
        RecordingStep resume = call.Resume(4000, 4000, Agent);
        Assert.Empty(Masks(resume));
        Assert.Equal((SegmentKind.Pause, Ns(4000)), Closed(resume));
        Assert.Equal([(0, true, 5000L), (1, true, 5000L)], Masks(call.Unhold(5000, Agent)));
    }

    [Fact]
    public void A_resume_that_names_an_earlier_time_cannot_open_what_a_hold_had_shut()
    {
        var call = Answered();
        call.Hold(2000, Agent);
        call.Unhold(3000, Agent);
        call.Pause(4000, 2500, Agent);
        Assert.Equal([(0, true, 3000L), (1, true, 3000L)], Masks(call.Resume(4100, 2600, Agent)));
    }

    // REQ: B-07
    [Fact]
    public void Each_signalled_key_of_the_agent_is_muted_with_run_in_and_decay_on_that_leg_alone()
    {
        var call = Answered();
        RecordingStep step = call.Key(fromMs: 2000, toNs: Ns(2100), Agent);
        MuteSpan mute = Assert.IsType<MuteSpan>(Assert.Single(step.Actions));
        Assert.Equal((Agent, Ns(1940), Ns(2140)), (mute.Leg, mute.FromNs, mute.ToNs));
        Assert.True(call.Key(2000, Ns(2100), Customer).IsIgnored);
    }

    // REQ: B-07
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Keys_in_the_media_of_agents_alone_are_silenced_by_who_hears_them_where_the_trunk_says_so(bool mutes)
    {
        var call = new CallScript(new RecordingRules(MuteKeys: mutes));
        RecordingStep offer = call.Offer(0);
        call.Answer(1000);
        RecordingStep second = call.Play(
            new PartyJoined(Ns(2000), CueSource.Signalling, "REFER", new LegId(2), LegRole.Agent));
        RecordingStep third = call.Play(
            new PartyJoined(Ns(2000), CueSource.Signalling, "REFER", new LegId(3), LegRole.ThirdParty));
        Assert.Equal(mutes ? [Agent] : [], offer.Actions.OfType<SilenceKeys>().Select(action => action.Leg));
        Assert.Equal(mutes ? [new LegId(2)] : [], second.Actions.OfType<SilenceKeys>().Select(action => action.Leg));
        Assert.Empty(third.Actions.OfType<SilenceKeys>());
        RecordingStep key = call.Key(3000, KeyHeard.StillDown, Agent, CueSource.Media);
        Assert.Equal((mutes ? 0 : 1, 0), (key.IsIgnored ? 1 : 0, key.Actions.Length));
    }

    [Fact]
    public void The_end_closes_every_segment_and_stops_at_the_calls_end()
    {
        var call = Answered();
        call.Hold(2000, Agent);
        call.Pause(3000, 2500, Agent);
        RecordingStep end = call.End(9000);
        Assert.Equal(
            [(SegmentKind.Hold, Ns(9000)), (SegmentKind.Pause, Ns(9000))],
            end.Actions.OfType<CloseSegment>().Select(a => (a.Kind, a.ToNs)));
        Assert.Equal((Ns(9000), EndCause.CallerHungUp), (Stop(end).AtNs, Stop(end).Cause));
        Assert.True(call.End(9001).IsIgnored);
        Assert.True(call.Answer(9002).IsIgnored);
    }

    [Fact]
    public void Every_action_and_every_refusal_says_why()
    {
        var call = new CallScript();
        RecordingStep[] steps =
            [call.Answer(0), call.Offer(1), call.Offer(2), call.Answer(3), call.Hold(4, new LegId(9)), call.End(5)];
        Assert.All(call.Actions, action => Assert.NotEmpty(action.Why));
        Assert.Equal([true, false, true, false, true, false], steps.Select(step => step.IsIgnored));
    }

    private static (SegmentKind Kind, long ToNs) Closed(RecordingStep step)
    {
        CloseSegment closed = Assert.Single(step.Actions.OfType<CloseSegment>());
        return (closed.Kind, closed.ToNs);
    }

    private static StopRecording Stop(RecordingStep step) => Assert.IsType<StopRecording>(step.Actions[^1]);
}
