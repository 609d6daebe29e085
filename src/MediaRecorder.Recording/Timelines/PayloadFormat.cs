namespace MediaRecorder.Recording.Timelines;

/// <summary>What SDP says of one payload type (RFC 8866 §6.6). Clock rate in Hz. <paramref name="IsAgreed"/>: both sides
/// listed the codec; what only one side did is understood all the same, but nothing is chosen by it.</summary>
public readonly record struct PayloadFormat(
    int PayloadType, string EncodingName, int ClockRate, int Channels = 1, bool IsAgreed = true);
