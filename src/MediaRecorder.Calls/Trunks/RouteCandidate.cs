using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Trunks;

/// <summary>A place where a call may be sent.</summary>
/// <param name="Trunk">The trunk by which it leaves.</param>
/// <param name="Hop">Where it goes.</param>
/// <param name="Health">Of the next hop; null for a phone, whose silence says nothing of its trunk.</param>
/// <param name="User">The user part that a redirection names; null: the number that was called.</param>
internal sealed record RouteCandidate(TrunkState Trunk, SipHop Hop, NextHopHealth? Health, string? User = null)
{
    public static RouteCandidate To(TrunkState trunk, NextHopHealth hop) => new(trunk, hop.Hop.Hop, hop);
}
