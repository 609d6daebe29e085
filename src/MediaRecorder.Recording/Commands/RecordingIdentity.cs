namespace MediaRecorder.Recording.Commands;

/// <summary>
/// What the sidecar says of the call. <paramref name="OriginUtc"/> is the UTC of the command's OriginNs.
/// </summary>
public sealed record RecordingIdentity(
    string CallReference,
    string SipCallId,
    string Trunk,
    string Direction,
    string Caller,
    string Callee,
    DateTimeOffset OriginUtc);
