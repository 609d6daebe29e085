namespace MediaRecorder.Sip.Sdp;

/// <summary>
/// Session id and version of a description we write. The id stays for the life of a leg; the version goes up by one
/// with every description that differs from the last (RFC 3264 §8).
/// </summary>
public readonly record struct SdpOriginId(ulong SessionId, ulong Version);
