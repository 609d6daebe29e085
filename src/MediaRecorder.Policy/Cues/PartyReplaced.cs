using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Cues;

/// <summary>Another party took the place of the one on <paramref name="Leg"/>: a transfer within the call (C-06).</summary>
public sealed record PartyReplaced(long AtNs, CueSource Source, string Evidence, LegId Leg)
    : Cue(AtNs, Source, Evidence)
{
    public override string Name => "party-replaced";
}
