namespace MediaRecorder.Recording.Sidecars;

/// <summary>A leg of the call and where it is heard.</summary>
/// <param name="Channel">Place in the list of channels; null when the leg was not recorded.</param>
/// <param name="NotRecorded">Why not: layout (it has no place for this role), maxChannels (all places are taken), disk (no
/// file could be created). Null when it was.</param>
public sealed record SidecarLeg(int Leg, string Role, int? Channel, string? NotRecorded);
