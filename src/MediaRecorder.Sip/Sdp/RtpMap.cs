namespace MediaRecorder.Sip.Sdp;

/// <summary>What a payload type stands for in one m-line (RFC 8866 §6.6). Clock rate in Hz.</summary>
public readonly record struct RtpMap(int PayloadType, string EncodingName, int ClockRate, int Channels);
