using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.TestKit.Phones;

/// <summary>
/// The event packets of one key: updates that grow, then the end packet three times (RFC 4733 §2.5.1.4).
/// </summary>
internal sealed class KeyPressInProgress(byte code, int updates, RtpTimestamp startedAt)
{
    private const int EndPackets = 3;
    private const byte VolumeDbm0 = 10;

    private int _sent;

    public RtpTimestamp StartedAt { get; } = startedAt;

    /// <summary>RFC 4733 §2.5.1.1: the marker stands on the first packet of an event alone.</summary>
    public bool IsFirst => _sent == 0;

    public bool IsOver => _sent == updates + EndPackets - 1;

    public TelephoneEvent Next(int ticksPerPacket)
    {
        _sent++;
        var isEnd = _sent >= updates;
        return new TelephoneEvent(code, isEnd, VolumeDbm0, (ushort)(Math.Min(_sent, updates) * ticksPerPacket));
    }
}
