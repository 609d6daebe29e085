using BenchmarkDotNet.Attributes;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;

namespace MediaRecorder.Benchmarks.Policy;

/// <summary>Decisions on a running call.</summary>
public class RecordingControlBenchmarks
{
    private static readonly LegId Customer = new(0);
    private static readonly LegId Agent = new(1);

    private readonly RecordingRules _rules = new();
    private readonly RecordingState _talking;
    private readonly HoldStarted _hold = new(2_000_000_000, CueSource.Signalling, "re-INVITE with sendonly", Agent);
    private readonly HoldEnded _resume = new(3_000_000_000, CueSource.Signalling, "re-INVITE with sendrecv", Agent);

    public RecordingControlBenchmarks()
    {
        var offered = new CallOffered(
            0, CueSource.Signalling, "INVITE",
            [new CallLeg(Customer, LegRole.Customer), new CallLeg(Agent, LegRole.Agent)]);
        var answered = new CallAnswered(1_000_000_000, CueSource.Signalling, "200 to INVITE");
        _talking = Step(Step(RecordingState.Initial, offered), answered);
    }

    [Benchmark]
    public int HoldAndResume()
    {
        var held = RecordingControl.Reduce(_talking, _hold, _rules);
        return held.Actions.Length + RecordingControl.Reduce(held.State, _resume, _rules).Actions.Length;
    }

    private RecordingState Step(RecordingState state, Cue cue) => RecordingControl.Reduce(state, cue, _rules).State;
}
