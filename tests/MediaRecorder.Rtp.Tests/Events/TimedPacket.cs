using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Tests.Events;

/// <summary>One telephone-event packet and when it arrives.</summary>
internal sealed record TimedPacket(
    long ArrivalMs,
    char Digit,
    uint Timestamp,
    int DurationTicks,
    bool End = false,
    bool Marker = false,
    ushort Sequence = 0,
    uint Ssrc = 0x5EED,
    int ClockRate = 8000)
{
    /// <summary>Reordered on the way: this one is held up until just behind the other.</summary>
    public (TimedPacket First, TimedPacket Second) OvertakenBy(TimedPacket other) =>
        (other, this with { ArrivalMs = other.ArrivalMs });

    public byte[] ToBytes()
    {
        Assert.True(TelephoneEvent.TryGetCode(Digit, out var code));
        var packet = new byte[RtpHeader.FixedBytes + TelephoneEvent.Bytes];
        var at = RtpHeader.Write(
            packet,
            new PayloadType(101),
            Marker,
            new SequenceNumber(Sequence),
            new RtpTimestamp(Timestamp),
            new Ssrc(Ssrc));
        new TelephoneEvent(code, End, 10, (ushort)DurationTicks).WriteTo(packet.AsSpan(at));
        return packet;
    }
}
