namespace MediaRecorder.Buffers;

/// <summary>One packet as it stands in a <see cref="PacketRing"/>. Valid until the consumer's next
/// <see cref="PacketRing.Release"/>.</summary>
public readonly ref struct PacketRecord
{
    internal PacketRecord(TapId tap, long arrivalNs, ReadOnlySpan<byte> packet)
    {
        Tap = tap;
        ArrivalNs = arrivalNs;
        Packet = packet;
    }

    public TapId Tap { get; }

    /// <summary>Nanoseconds on the process's monotonic clock.</summary>
    public long ArrivalNs { get; }

    /// <summary>The whole packet as received, RTP header included.</summary>
    public ReadOnlySpan<byte> Packet { get; }
}
