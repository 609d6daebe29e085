namespace MediaRecorder.Calls.Trunks;

/// <summary>A next hop that a call may try.</summary>
/// <param name="Trunk">The trunk it belongs to.</param>
/// <param name="Hop">The next hop.</param>
/// <param name="User">The user part that a redirection names; null: the number that was called.</param>
internal sealed record RouteCandidate(TrunkState Trunk, NextHopHealth Hop, string? User = null);
