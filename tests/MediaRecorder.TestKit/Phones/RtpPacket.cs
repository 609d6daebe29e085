namespace MediaRecorder.TestKit.Phones;

/// <summary>One packet of an <see cref="RtpSource"/>, header and payload, and the instant it leaves.</summary>
public readonly record struct RtpPacket(long SentNs, byte[] Bytes);
