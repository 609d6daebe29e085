namespace MediaRecorder.Recording.Sidecars;

/// <summary>A leg of the call and where it is heard.</summary>
/// <param name="Channel">Place in the list of channels; null when the leg was not recorded.</param>
/// <param name="NotRecorded">Why not: layout (it has no place for this role), maxChannels (all places are taken), disk (no
/// file could be created). Null when it was.</param>
/// <param name="JoinedMs">When it joined, from the start of the file; null for one that was there.</param>
/// <param name="LeftMs">When it left the others; null for one that stayed.</param>
public sealed record SidecarLeg(
    int Leg, string Role, int? Channel, string? NotRecorded, long? JoinedMs = null, long? LeftMs = null);
