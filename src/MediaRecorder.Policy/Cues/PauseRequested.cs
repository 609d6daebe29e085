using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Cues;

/// <summary>Somebody asked for silence.</summary>
/// <param name="FromNs">
/// Where it should begin: the start of the first key of a code. What is already written by then stays written.
/// </param>
public sealed record PauseRequested(long AtNs, CueSource Source, string Evidence, LegId By, long FromNs)
    : Cue(AtNs, Source, Evidence)
{
    public override string Name => "pause-requested";
}
