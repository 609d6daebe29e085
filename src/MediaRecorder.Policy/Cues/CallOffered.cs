using System.Collections.Immutable;
using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Cues;

/// <summary>The call and its legs are known. Nothing is captured yet.</summary>
public sealed record CallOffered(long AtNs, CueSource Source, string Evidence, ImmutableArray<CallLeg> Legs)
    : Cue(AtNs, Source, Evidence)
{
    public override string Name => "call-offered";
}
