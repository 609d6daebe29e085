using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.TestKit.Phones;

/// <summary>One audio packet as it arrived, decoded to 8 kHz samples.</summary>
public sealed record HeardPacket(
    long ArrivalNs,
    Ssrc Ssrc,
    SequenceNumber SequenceNumber,
    RtpTimestamp Timestamp,
    PayloadType PayloadType,
    short[] Samples);
