using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Cues;

/// <summary>The side <paramref name="By"/> put the other on hold.</summary>
public sealed record HoldStarted(long AtNs, CueSource Source, string Evidence, LegId By)
    : Cue(AtNs, Source, Evidence)
{
    public override string Name => "hold-started";
}
