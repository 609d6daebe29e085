using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Cues;

/// <summary>The call is over.</summary>
public sealed record CallEnded(long AtNs, CueSource Source, string Evidence, EndCause Cause)
    : Cue(AtNs, Source, Evidence)
{
    public override string Name => "call-ended";
}
