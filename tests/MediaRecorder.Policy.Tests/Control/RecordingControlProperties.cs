using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using static MediaRecorder.Policy.Tests.Control.CallScript;

namespace MediaRecorder.Policy.Tests.Control;

/// <summary>What holds for every sequence of cues, in any order of time and of arrival.</summary>
public sealed class RecordingControlProperties
{
    // A fixed seed: the same thousand calls each time.
    private static readonly Config Thousand = Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20_260_101, 11);

    private static readonly Gen<Cue> AnyCue =
        from kind in Gen.Choose(0, 13)
        from atMs in Gen.Choose(0, 20_000)
        from backMs in Gen.Choose(-500, 3000)
        from leg in Gen.Choose(0, 2)
        from source in Gen.Elements(CueSource.Keypad, CueSource.Api, CueSource.Signalling)
        select Make(kind, Ns(atMs), Ns(atMs - backMs), new LegId(leg), source);

    private static readonly Gen<(RecordingRules Rules, Cue[] Cues)> AnyCall =
        from recordHolds in Gen.Elements(true, false)
        from keypadPause in Gen.Elements(true, false)
        from offered in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        from cues in AnyCue.ArrayOf()
        select (new RecordingRules(true, recordHolds, keypadPause), offered ? [Offered(), .. cues] : cues);

    // REQ: C-01 C-04
    [Fact]
    public void While_somebody_holds_or_pauses_no_leg_captures() => Holds((rules, cues) =>
    {
        RecordingState state = RecordingState.Initial;
        var holders = new HashSet<LegId>();
        bool paused = false;
        foreach (Cue cue in cues)
        {
            RecordingStep step = RecordingControl.Reduce(state, cue, rules);
            state = step.State;
            if (step.IsIgnored)
                continue;
            switch (cue)
            {
                case HoldStarted hold: holders.Add(hold.By); break;
                case HoldEnded hold: holders.Remove(hold.By); break;
                case PartyLeft left: holders.Remove(left.Leg); break;
                case PauseRequested: paused = true; break;
                case ResumeRequested: paused = false; break;
            }

            bool mayCapture = state.Phase == RecordingPhase.Running && !paused
                && (holders.Count == 0 || rules.RecordHolds);
            if (state.Captured.IsEmpty == mayCapture)
                return false;
        }

        return true;
    });

    [Fact]
    public void Masks_alternate_on_each_leg_and_no_opening_lies_before_an_earlier_edge() => Holds((rules, cues) =>
    {
        var last = new Dictionary<LegId, bool>();
        long latestNs = long.MinValue;
        foreach (ImmutableArray<RecordingAction> actions in Steps(rules, cues))
        {
            foreach (SetCapture set in actions.OfType<SetCapture>())
            {
                if (last.GetValueOrDefault(set.Leg) == set.Capture || (set.Capture && set.FromNs < latestNs))
                    return false;
                last[set.Leg] = set.Capture;
            }

            foreach (SetCapture set in actions.OfType<SetCapture>())
                latestNs = Math.Max(latestNs, set.FromNs);
        }

        return true;
    });

    [Fact]
    public void Segments_open_once_and_close_after_their_start() => Holds((rules, cues) =>
    {
        var open = new Dictionary<SegmentKind, long>();
        foreach (RecordingAction action in Steps(rules, cues).SelectMany(step => step))
        {
            bool fine = action switch
            {
                OpenSegment opened => open.TryAdd(opened.Kind, opened.FromNs),
                CloseSegment closed => open.Remove(closed.Kind, out long fromNs) && closed.ToNs >= fromNs,
                StopRecording => open.Count == 0,
                _ => true,
            };
            if (!fine)
                return false;
        }

        return true;
    });

    [Fact]
    public void A_recording_starts_once_and_nothing_follows_its_stop() => Holds((rules, cues) =>
    {
        List<RecordingAction> actions =
            [.. Steps(rules, cues).SelectMany(step => step).Where(action => action is not (MuteSpan or SilenceKeys))];
        int start = actions.FindIndex(action => action is StartRecording);
        int stop = actions.FindIndex(action => action is StopRecording);
        return actions.Count(action => action is StartRecording) == (start < 0 ? 0 : 1)
            && (actions.Count == 0 || start == 0)
            && (stop < 0 || stop == actions.Count - 1);
    });

    [Fact]
    public void The_same_cues_give_the_same_decisions() => Holds((rules, cues) =>
        Steps(rules, cues).SelectMany(step => step).SequenceEqual(Steps(rules, cues).SelectMany(step => step)));

    [Fact]
    public void A_repeated_cue_changes_nothing_more() => Holds((rules, cues) =>
    {
        RecordingState state = RecordingState.Initial;
        foreach (Cue cue in cues)
        {
            state = RecordingControl.Reduce(state, cue, rules).State;
            RecordingStep again = RecordingControl.Reduce(state, cue, rules);
            if (again.State != state || (cue is not KeyHeard && !again.Actions.IsEmpty))
                return false;
        }

        return true;
    });

    private static void Holds(Func<RecordingRules, Cue[], bool> property) =>
        Check.One(Thousand, Prop.ForAll(AnyCall.ToArbitrary(), call => property(call.Rules, call.Cues)));

    private static IEnumerable<ImmutableArray<RecordingAction>> Steps(RecordingRules rules, Cue[] cues)
    {
        RecordingState state = RecordingState.Initial;
        foreach (Cue cue in cues)
        {
            RecordingStep step = RecordingControl.Reduce(state, cue, rules);
            state = step.State;
            yield return step.Actions;
        }
    }

    private static CallOffered Offered() => new(
        0, CueSource.Signalling, "INVITE",
        [new CallLeg(Customer, LegRole.Customer), new CallLeg(Agent, LegRole.Agent)]);

    // An end is rare, so that most sequences get far; an answer is frequent, so that most get going.
    private static Cue Make(int kind, long atNs, long fromNs, LegId by, CueSource source) => kind switch
    {
        0 or 1 => new CallAnswered(atNs, source, "200"),
        2 or 3 => new HoldStarted(atNs, source, "", by),
        4 or 5 => new HoldEnded(atNs, source, "", by),
        6 or 7 => new PauseRequested(atNs, source, "", by, fromNs),
        8 or 9 => new ResumeRequested(atNs, source, "", by, fromNs),
        12 => new PartyJoined(atNs, source, "", by, LegRole.ThirdParty),
        13 => new PartyLeft(atNs, source, "", by),
        10 => new KeyHeard(atNs, source, "", by, fromNs, atNs),
        _ => atNs % Ns(4) == 0 ? new CallEnded(atNs, source, "BYE", EndCause.CalleeHungUp) : Offered(),
    };
}
