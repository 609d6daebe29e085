namespace MediaRecorder.Audio.Codecs;

/// <summary>What SDP says of one audio payload type, <c>a=rtpmap</c> (RFC 8866 §6.6). Clock rate in Hz of the RTP
/// timestamps, which is not always that of the samples (G.722).</summary>
public readonly record struct AudioFormat(string EncodingName, int ClockRate, int Channels = 1);
