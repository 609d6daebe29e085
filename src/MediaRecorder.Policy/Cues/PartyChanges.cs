using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Cues;

/// <summary>Another party took the place of the one on <paramref name="Leg"/>: a transfer within the call (C-06).</summary>
public sealed record PartyReplaced(long AtNs, CueSource Source, string Evidence, LegId Leg)
    : Cue(AtNs, Source, Evidence)
{
    public override string Name => "party-replaced";
}

/// <summary>A further party hears the others and is heard (C-05).</summary>
/// <param name="Leg">A number that no leg of the call had before.</param>
public sealed record PartyJoined(long AtNs, CueSource Source, string Evidence, LegId Leg, LegRole Role)
    : Cue(AtNs, Source, Evidence)
{
    public override string Name => "party-joined";
}

/// <summary>A party has gone and the others talk on (C-05).</summary>
public sealed record PartyLeft(long AtNs, CueSource Source, string Evidence, LegId Leg)
    : Cue(AtNs, Source, Evidence)
{
    public override string Name => "party-left";
}
