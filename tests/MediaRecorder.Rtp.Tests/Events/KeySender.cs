namespace MediaRecorder.Rtp.Tests.Events;

/// <summary>
/// Sends keys as a phone does: an update every 20 or 50 ms, the last with the end bit and three times.
/// </summary>
/// <param name="clockRate">Ticks per second of timestamps and durations.</param>
/// <param name="restamps">The faulty kind: every packet carries the time of its own sending.</param>
internal sealed class KeySender(
    int clockRate = 8000, bool restamps = false, int updateMs = 20, uint firstTimestamp = 0xFFFFF000)
{
    private ushort _sequence = 65530;

    public int UpdateTicks { get; } = clockRate * updateMs / 1000;

    /// <summary>When the next key may go down.</summary>
    public long NowMs { get; private set; } = 1000;

    /// <param name="updates">How long the key is held, in updates.</param>
    /// <param name="gapUpdates">How long no key is held after it; three repeated ends take two.</param>
    public List<TimedPacket> Press(char digit, int updates = 5, int gapUpdates = 5)
    {
        var packets = new List<TimedPacket>();
        var start = unchecked(firstTimestamp + (uint)(NowMs * clockRate / 1000));
        for (var i = 1; i <= updates + 2; i++)
        {
            packets.Add(new TimedPacket(
                NowMs + (i * updateMs),
                digit,
                restamps ? unchecked(start + (uint)((i - 1) * UpdateTicks)) : start,
                Math.Min(i, updates) * UpdateTicks,
                End: i >= updates,
                Marker: i == 1,
                Sequence: _sequence++,
                ClockRate: clockRate));
        }
        NowMs += (updates + gapUpdates) * updateMs;
        return packets;
    }
}
