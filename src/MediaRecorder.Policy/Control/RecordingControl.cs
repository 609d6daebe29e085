using System.Collections.Immutable;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Control;

/// <summary>
/// Decides what of a call is captured: cue in, actions out. Pure: the same cues give the same decisions, any order and
/// any repetition of cues has a defined result, nothing throws.
/// </summary>
/// <remarks>
/// <code>
/// phase      | cue              | next       | what happens
/// -----------+------------------+------------+------------------------------------------------------------------
/// Idle       | CallOffered      | Offered    | legs kept; SilenceKeys on the agent's, by MuteKeys
/// Offered    | CallAnswered     | Running    | StartRecording; masks and segments as hold and pause have them by then
/// Offered    | CallAnswered     | Unrecorded | when the rules say not to record
/// Offered,   | HoldStarted/Ended| same       | holders kept; masks shut while anybody holds, unless RecordHolds
/// Running    | Pause/Resume     | same       | keypad: agent's only, and only with KeypadPause; a second one
///            |                  |            | is ignored
///            | PartyReplaced    | same       | the hold of the party that left ends with it
///            | PartyJoined      | same       | its leg is captured as those of the others are; SilenceKeys, if it is an agent
///            | PartyLeft        | same       | its leg is shut, and its hold ends with it
///            | KeyHeard         | same       | signalled: MuteSpan on the agent's leg, whether or not a code results
/// Running    | CallEnded        | Ended      | segments closed, StopRecording
/// other      | CallEnded        | Ended      | nothing was recorded
/// any        | anything else    | same       | ignored, with the reason
/// </code>
/// Capture is on exactly when: Running, not paused, and nobody holds or RecordHolds. A shutting takes effect at the
/// time asked for, even if that lies before an earlier decision; an opening never before
/// <see cref="RecordingState.LastEdgeNs"/>.
/// </remarks>
public static class RecordingControl
{
    /// <summary>A detector needs this long to be sure of a key: its sound began up to this much earlier.</summary>
    public const long KeyRunInNs = 60_000_000;

    /// <summary>The decay of a key's sound after its end, with the jitter of the last packet.</summary>
    public const long KeyRunOutNs = 40_000_000;

    /// <summary>One step. <paramref name="rules"/> must be the same for every cue of a call.</summary>
    public static RecordingStep Reduce(RecordingState state, Cue cue, RecordingRules rules)
    {
        if (state.Phase == RecordingPhase.Ended)
            return Ignore(state, "the call has ended");

        return cue switch
        {
            CallOffered offered => Offer(state, offered, rules),
            CallAnswered answered => Answer(state, answered, rules),
            CallEnded ended => End(state, ended),
            HoldStarted hold => StartHold(state, hold, rules),
            HoldEnded hold => EndHold(state, hold, rules),
            PauseRequested pause => Pause(state, pause, rules),
            ResumeRequested resume => Resume(state, resume, rules),
            KeyHeard key => HearKey(state, key, rules),
            PartyReplaced replaced => Replace(state, replaced, rules),
            PartyJoined joined => Join(state, joined, rules),
            PartyLeft left => Leave(state, left, rules),
            _ => Ignore(state, "no rule knows this cue"),
        };
    }

    private static RecordingStep Offer(RecordingState state, CallOffered cue, RecordingRules rules)
    {
        if (state.Phase != RecordingPhase.Idle)
            return Ignore(state, "the call was offered before");
        if (cue.Legs.IsDefaultOrEmpty)
            return Ignore(state, "an offer without legs");

        var seen = LegSet.Empty;
        foreach (CallLeg leg in cue.Legs)
        {
            if (!LegSet.CanHold(leg.Leg) || seen.Contains(leg.Leg))
                return Ignore(state, "a leg number is doubled or out of range");
            seen = seen.With(leg.Leg);
        }

        return new RecordingStep(
            state with { Phase = RecordingPhase.Offered, Legs = cue.Legs },
            [.. cue.Legs.SelectMany(leg => KeysOf(leg, rules))]);
    }

    private static RecordingStep Answer(RecordingState state, CallAnswered cue, RecordingRules rules)
    {
        if (state.Phase == RecordingPhase.Idle)
            return Ignore(state, "answered before it was offered: no legs are known");
        if (state.Phase != RecordingPhase.Offered)
            return Ignore(state, "the call was answered before");
        if (!rules.Record)
            return Quiet(state with { Phase = RecordingPhase.Unrecorded });

        RecordingState running = state with
        {
            Phase = RecordingPhase.Running,
            StartedNs = cue.AtNs,
            LastEdgeNs = cue.AtNs,
        };
        var start = new StartRecording(cue.AtNs, "the call was answered and its trunk records");
        return Settle(running, rules, cue, cue.AtNs, by: null, Reason(running, rules), start);
    }

    private static RecordingStep End(RecordingState state, CallEnded cue)
    {
        RecordingState ended = state with { Phase = RecordingPhase.Ended, Captured = LegSet.Empty };
        if (state.Phase != RecordingPhase.Running)
            return Quiet(ended);

        // A hold that ends in the call's last moment may carry a later time than the BYE: the file ends with the later.
        long atNs = Math.Max(cue.AtNs, state.StartedNs);
        const string why = "the call ended";
        var actions = ImmutableArray.CreateBuilder<RecordingAction>(4);
        Close(actions, SegmentKind.Talk, state.TalkSinceNs, atNs, null, why);
        Close(actions, SegmentKind.Hold, state.HoldSinceNs, atNs, null, why);
        Close(actions, SegmentKind.Pause, state.PauseSinceNs, atNs, null, why);
        actions.Add(new StopRecording(atNs, cue.Cause, why));
        ended = ended with { TalkSinceNs = null, HoldSinceNs = null, PauseSinceNs = null };
        return new RecordingStep(ended, actions.ToImmutable());
    }

    private static RecordingStep StartHold(RecordingState state, HoldStarted cue, RecordingRules rules)
    {
        if (!state.TryGetRole(cue.By, out _))
            return Ignore(state, "the call has no such leg");
        if (state.Holders.Contains(cue.By))
            return Ignore(state, "this side holds already");

        RecordingState next = state with { Holders = state.Holders.With(cue.By) };
        return Settle(next, rules, cue, cue.AtNs, cue.By, Reason(next, rules));
    }

    private static RecordingStep EndHold(RecordingState state, HoldEnded cue, RecordingRules rules)
    {
        if (!state.TryGetRole(cue.By, out _))
            return Ignore(state, "the call has no such leg");
        if (!state.Holders.Contains(cue.By))
            return Ignore(state, "this side does not hold");

        RecordingState next = state with { Holders = state.Holders.Without(cue.By) };
        return Settle(next, rules, cue, cue.AtNs, cue.By, Reason(next, rules));
    }

    private static RecordingStep Pause(RecordingState state, PauseRequested cue, RecordingRules rules)
    {
        if (Refusal(state, cue.Source, cue.By, rules) is { } refusal)
            return Ignore(state, refusal);
        if (state.Paused)
            return Ignore(state, "the recording is paused already");

        RecordingState next = state with { Paused = true };
        return Settle(next, rules, cue, Math.Min(cue.FromNs, cue.AtNs), cue.By, Reason(next, rules));
    }

    private static RecordingStep Resume(RecordingState state, ResumeRequested cue, RecordingRules rules)
    {
        if (Refusal(state, cue.Source, cue.By, rules) is { } refusal)
            return Ignore(state, refusal);
        if (!state.Paused)
            return Ignore(state, "the recording is not paused");

        RecordingState next = state with { Paused = false };
        return Settle(next, rules, cue, cue.FromNs, cue.By, Reason(next, rules));
    }

    private static RecordingStep Replace(RecordingState state, PartyReplaced cue, RecordingRules rules)
    {
        if (!state.TryGetRole(cue.Leg, out _))
            return Ignore(state, "the call has no such leg");
        if (!state.Holders.Contains(cue.Leg))
            return Quiet(state);

        RecordingState next = state with { Holders = state.Holders.Without(cue.Leg) };
        return Settle(next, rules, cue, cue.AtNs, cue.Leg, Reason(next, rules));
    }

    private static RecordingStep Join(RecordingState state, PartyJoined cue, RecordingRules rules)
    {
        if (state.Phase == RecordingPhase.Idle)
            return Ignore(state, "joined before the call was offered");
        if (!LegSet.CanHold(cue.Leg) || state.TryGetRole(cue.Leg, out _))
            return Ignore(state, "the leg number is taken or out of range");

        var leg = new CallLeg(cue.Leg, cue.Role);
        RecordingState next = state with { Legs = state.Legs.Add(leg) };
        if (next.Captured.IsEmpty)
            return new RecordingStep(next, KeysOf(leg, rules));

        long openNs = Math.Max(cue.AtNs, state.LastEdgeNs);
        return new RecordingStep(
            next with { Captured = next.Captured.With(cue.Leg), LastEdgeNs = openNs },
            [
                .. KeysOf(leg, rules),
                new SetCapture(cue.Leg, true, openNs, "a party joined while the others are captured"),
            ]);
    }

    private static RecordingStep Leave(RecordingState state, PartyLeft cue, RecordingRules rules)
    {
        if (!state.TryGetRole(cue.Leg, out _))
            return Ignore(state, "the call has no such leg");
        if (state.Legs.Length == 1)
            return Ignore(state, "nobody would be left");

        RecordingState next = state with
        {
            Legs = [.. state.Legs.Where(leg => leg.Leg != cue.Leg)],
            Holders = state.Holders.Without(cue.Leg),
            Captured = state.Captured.Without(cue.Leg),
        };
        ImmutableArray<RecordingAction> shut = state.Captured.Contains(cue.Leg)
            ? [new SetCapture(cue.Leg, false, Math.Max(cue.AtNs, state.StartedNs), "the party has left")]
            : [];
        RecordingStep step = Settle(next, rules, cue, cue.AtNs, cue.Leg, Reason(next, rules));
        return step with { Actions = shut.AddRange(step.Actions) };
    }

    // What the media tells of keys, the media's hearer mutes.
    private static ImmutableArray<RecordingAction> KeysOf(CallLeg leg, RecordingRules rules) =>
        rules is { Record: true, MuteKeys: true } && leg.Role == LegRole.Agent
            ? [new SilenceKeys(leg.Leg, "the sound of the agent's keys is kept out")]
            : [];

    private static RecordingStep HearKey(RecordingState state, KeyHeard cue, RecordingRules rules)
    {
        if (state.Phase is not (RecordingPhase.Offered or RecordingPhase.Running))
            return Ignore(state, "nothing is recorded");
        if (!rules.MuteKeys)
            return Ignore(state, "the trunk keeps the sound of keys");
        if (!state.TryGetRole(cue.By, out LegRole role))
            return Ignore(state, "the call has no such leg");
        if (role != LegRole.Agent)
            return Ignore(state, "only the agent's keys are kept out");
        if (cue.ToNs < cue.FromNs)
            return Ignore(state, "the key ends before it starts");
        if (cue.Source != CueSource.Signalling)
            return Quiet(state);

        long fromNs = cue.FromNs < long.MinValue + KeyRunInNs ? long.MinValue : cue.FromNs - KeyRunInNs;
        long toNs = cue.ToNs > long.MaxValue - KeyRunOutNs ? long.MaxValue : cue.ToNs + KeyRunOutNs;
        return new RecordingStep(state, [new MuteSpan(cue.By, fromNs, toNs, "a key of the agent sounds here")]);
    }

    private static string? Refusal(RecordingState state, CueSource source, LegId by, RecordingRules rules)
    {
        if (state.Phase is not (RecordingPhase.Offered or RecordingPhase.Running))
            return "nothing is recorded";
        if (!state.TryGetRole(by, out LegRole role))
            return "the call has no such leg";
        if (source != CueSource.Keypad)
            return null;
        if (role != LegRole.Agent)
            return "only the agent's keypad acts";
        return rules.KeypadPause ? null : "the trunk does not let keypads pause";
    }

    /// <summary>Brings masks and segments to what <paramref name="state"/> now asks for.</summary>
    private static RecordingStep Settle(
        RecordingState state,
        RecordingRules rules,
        Cue cue,
        long askedNs,
        LegId? by,
        string why,
        RecordingAction? first = null)
    {
        if (state.Phase != RecordingPhase.Running)
            return Quiet(state);

        var actions = ImmutableArray.CreateBuilder<RecordingAction>();
        if (first is not null)
            actions.Add(first);

        long shutNs = Math.Max(askedNs, state.StartedNs);
        long openNs = Math.Max(askedNs, state.LastEdgeNs);

        bool capture = !state.Paused && (!state.IsHeld || rules.RecordHolds);
        if (capture == state.Captured.IsEmpty)
        {
            LegSet captured = LegSet.Empty;
            long edgeNs = capture ? openNs : shutNs;
            foreach (CallLeg leg in state.Legs)
            {
                if (capture)
                    captured = captured.With(leg.Leg);
                actions.Add(new SetCapture(leg.Leg, capture, edgeNs, why));
            }

            state = state with { Captured = captured };
        }

        bool talk = !state.Paused && !state.IsHeld;
        if (!talk)
            Close(actions, SegmentKind.Talk, state.TalkSinceNs, shutNs, by, why);
        if (!state.IsHeld)
            Close(actions, SegmentKind.Hold, state.HoldSinceNs, openNs, by, why);
        if (!state.Paused)
            Close(actions, SegmentKind.Pause, state.PauseSinceNs, openNs, by, why);

        state = state with
        {
            TalkSinceNs = Follow(actions, SegmentKind.Talk, talk, state.TalkSinceNs, openNs, cue, by, why),
            HoldSinceNs = Follow(actions, SegmentKind.Hold, state.IsHeld, state.HoldSinceNs, shutNs, cue, by, why),
            PauseSinceNs = Follow(actions, SegmentKind.Pause, state.Paused, state.PauseSinceNs, shutNs, cue, by, why),
            LastEdgeNs = Math.Max(state.LastEdgeNs, shutNs),
        };
        return new RecordingStep(state, actions.ToImmutable());
    }

    private static void Close(
        ImmutableArray<RecordingAction>.Builder actions,
        SegmentKind kind,
        long? sinceNs,
        long toNs,
        LegId? by,
        string why)
    {
        if (sinceNs is { } since)
            actions.Add(new CloseSegment(kind, Math.Max(since, toNs), by, why));
    }

    private static long? Follow(
        ImmutableArray<RecordingAction>.Builder actions, SegmentKind kind, bool wanted, long? sinceNs, long fromNs,
        Cue cue, LegId? by, string why)
    {
        if (!wanted)
            return null;
        if (sinceNs is null)
            actions.Add(new OpenSegment(kind, fromNs, cue.Name, by, why));
        return sinceNs ?? fromNs;
    }

    private static string Reason(RecordingState state, RecordingRules rules) => (state.Paused, state.IsHeld) switch
    {
        (true, true) => "paused, and a side holds",
        (true, false) => "paused",
        (false, true) => rules.RecordHolds ? "a side holds, and the trunk records holds" : "a side holds",
        (false, false) => "nobody holds and nobody paused",
    };

    private static RecordingStep Quiet(RecordingState state) => new(state, []);

    private static RecordingStep Ignore(RecordingState state, string because) =>
        new(state, []) { IgnoredBecause = because };
}
