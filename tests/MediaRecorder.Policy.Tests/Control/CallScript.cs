using System.Collections.Immutable;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Tests.Control;

/// <summary>Plays cues of one call into RecordingControl and keeps what comes out. Times are milliseconds.</summary>
internal sealed class CallScript(RecordingRules? rules = null)
{
    public static readonly LegId Customer = LegId.Ingress;
    public static readonly LegId Agent = LegId.Egress;

    public RecordingState State { get; private set; } = RecordingState.Initial;

    public List<RecordingAction> Actions { get; } = [];

    public static long Ns(long ms) => ms * 1_000_000;

    public RecordingStep Play(Cue cue)
    {
        RecordingStep step = RecordingControl.Reduce(State, cue, rules ?? new RecordingRules());
        State = step.State;
        Actions.AddRange(step.Actions);
        return step;
    }

    public RecordingStep Offer(long atMs) => Play(new CallOffered(
        Ns(atMs), CueSource.Signalling, "INVITE",
        [new CallLeg(Customer, LegRole.Customer), new CallLeg(Agent, LegRole.Agent)]));

    public RecordingStep Answer(long atMs) => Play(new CallAnswered(Ns(atMs), CueSource.Signalling, "200 OK"));

    public RecordingStep Hold(long atMs, LegId by) =>
        Play(new HoldStarted(Ns(atMs), CueSource.Signalling, "a=sendonly", by));

    public RecordingStep Unhold(long atMs, LegId by) =>
        Play(new HoldEnded(Ns(atMs), CueSource.Signalling, "a=sendrecv", by));

    public RecordingStep Pause(long atMs, long fromMs, LegId by, CueSource source = CueSource.Keypad) =>
        Play(new PauseRequested(Ns(atMs), source, "#11#", by, Ns(fromMs)));

    public RecordingStep Resume(long atMs, long fromMs, LegId by, CueSource source = CueSource.Keypad) =>
        Play(new ResumeRequested(Ns(atMs), source, "#12#", by, Ns(fromMs)));

    public RecordingStep Key(long fromMs, long toNs, LegId by, CueSource source = CueSource.Signalling) =>
        Play(new KeyHeard(Ns(fromMs), source, "1", by, Ns(fromMs), toNs));

    public RecordingStep End(long atMs) =>
        Play(new CallEnded(Ns(atMs), CueSource.Signalling, "BYE", EndCause.CallerHungUp));

    public static CallScript Answered(RecordingRules? rules = null)
    {
        var script = new CallScript(rules);
        script.Offer(0);
        script.Answer(1000);
        script.Actions.Clear();
        return script;
    }

    /// <summary>The masks a step set, as (leg, on, from in ms); empty when it set none.</summary>
    public static ImmutableArray<(int Leg, bool On, long FromMs)> Masks(RecordingStep step) =>
        [.. step.Actions.OfType<SetCapture>().Select(a => (a.Leg.Value, a.Capture, a.FromNs / 1_000_000))];
}
