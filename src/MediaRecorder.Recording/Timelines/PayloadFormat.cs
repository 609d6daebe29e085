namespace MediaRecorder.Recording.Timelines;

/// <summary>What SDP says of one payload type (RFC 8866 §6.6). Clock rate in Hz.</summary>
public readonly record struct PayloadFormat(int PayloadType, string EncodingName, int ClockRate, int Channels = 1);
