using System.Globalization;

namespace MediaRecorder.Rtp.Packets;

/// <summary>RTP sequence number: 16 bits, counts packets, wraps (RFC 3550 §5.1).</summary>
public readonly record struct SequenceNumber(ushort Value)
{
    /// <summary>Packets from <paramref name="other"/> to this, the short way round: positive when this is the newer
    /// one. −32768..32767.</summary>
    public int Distance(SequenceNumber other) => (short)(Value - other.Value);

    public bool IsAfter(SequenceNumber other) => Distance(other) > 0;

    public SequenceNumber Plus(int packets) => new((ushort)(Value + packets));

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
