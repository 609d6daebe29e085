using System.Collections.Immutable;
using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Control;

/// <summary>
/// All that <see cref="RecordingControl"/> remembers of a call. Plain values: it can be stored and taken up again.
/// </summary>
public sealed record RecordingState
{
    public static readonly RecordingState Initial = new();

    public RecordingPhase Phase { get; init; } = RecordingPhase.Idle;

    public ImmutableArray<CallLeg> Legs { get; init; } = [];

    /// <summary>The sides that hold at the moment; both may (C-01).</summary>
    public LegSet Holders { get; init; }

    public bool Paused { get; init; }

    /// <summary>The legs whose capture is on: the masks in force.</summary>
    public LegSet Captured { get; init; }

    /// <summary>Where the recording began; meaningless before <see cref="RecordingPhase.Running"/>.</summary>
    public long StartedNs { get; init; }

    /// <summary>
    /// The latest instant any mask was changed at. An opening never reaches back behind it, so that no cue, however
    /// late it comes, opens what another one shut.
    /// </summary>
    public long LastEdgeNs { get; init; }

    /// <summary>When the open segment of each kind began; null when none is open.</summary>
    public long? TalkSinceNs { get; init; }

    public long? HoldSinceNs { get; init; }

    public long? PauseSinceNs { get; init; }

    public bool IsHeld => !Holders.IsEmpty;

    /// <summary>The role of a leg of this call; false when the call has no such leg.</summary>
    public bool TryGetRole(LegId leg, out LegRole role)
    {
        foreach (CallLeg known in Legs)
        {
            if (known.Leg != leg)
                continue;
            role = known.Role;
            return true;
        }

        role = default;
        return false;
    }
}
