using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Cues;

/// <summary>Somebody asked for the recording to go on.</summary>
/// <param name="FromNs">Where it should go on: the end of the last key of a code.</param>
public sealed record ResumeRequested(long AtNs, CueSource Source, string Evidence, LegId By, long FromNs)
    : Cue(AtNs, Source, Evidence)
{
    public override string Name => "resume-requested";
}
