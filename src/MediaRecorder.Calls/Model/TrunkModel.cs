using System.Collections.Immutable;
using System.Net;

namespace MediaRecorder.Calls.Model;

/// <summary>One trunk: who may send through it, where its calls go, and what of them is recorded. REQ A-03.</summary>
/// <param name="Name">The trunk's key in the configuration.</param>
/// <param name="Side">External trunks bring customers, internal trunks bring agents.</param>
/// <param name="Allow">Sources from which this trunk's SIP messages are accepted.</param>
/// <param name="NextHop">Where calls are sent that leave by this trunk.</param>
/// <param name="RouteTo">Name of the trunk by which calls leave that arrived on this one.</param>
/// <param name="Record">Whether calls that arrive on this trunk are recorded.</param>
/// <param name="RecordHolds">REQ C-01: keep recording these calls while a party is on hold.</param>
/// <param name="KeypadPause">REQ C-04: whether the agent's keypad may pause and resume these recordings.</param>
public sealed record TrunkModel(
    string Name,
    TrunkSide Side,
    ImmutableArray<AllowedSource> Allow,
    IPEndPoint NextHop,
    string RouteTo,
    bool Record,
    bool RecordHolds,
    bool KeypadPause)
{
    public BlindTransferMode BlindTransfer { get; init; }

    /// <summary>True when a message from <paramref name="source"/> belongs to this trunk.</summary>
    public bool Accepts(IPEndPoint source)
    {
        foreach (var allowed in Allow)
        {
            if (allowed.Covers(source))
            {
                return true;
            }
        }

        return false;
    }
}
