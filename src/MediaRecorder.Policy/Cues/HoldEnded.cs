using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Cues;

/// <summary>The side <paramref name="By"/> took its own hold back; the other's may still stand.</summary>
public sealed record HoldEnded(long AtNs, CueSource Source, string Evidence, LegId By)
    : Cue(AtNs, Source, Evidence)
{
    public override string Name => "hold-ended";
}
