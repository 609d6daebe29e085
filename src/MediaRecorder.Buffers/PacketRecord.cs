namespace MediaRecorder.Buffers;

/// <summary>One packet as it stands in a <see cref="PacketRing"/>. Valid until the consumer's next
/// <see cref="PacketRing.Release"/>.</summary>
public readonly ref struct PacketRecord
{
    internal PacketRecord(long position, TapId tap, long arrivalNs, ReadOnlySpan<byte> packet)
    {
        Position = position;
        Tap = tap;
        ArrivalNs = arrivalNs;
        Packet = packet;
    }

    /// <summary>For <see cref="PacketRing.At"/>.</summary>
    public long Position { get; }

    public TapId Tap { get; }

    /// <summary>Nanoseconds on the process's monotonic clock.</summary>
    public long ArrivalNs { get; }

    /// <summary>The whole packet as received, RTP header included.</summary>
    public ReadOnlySpan<byte> Packet { get; }
}
