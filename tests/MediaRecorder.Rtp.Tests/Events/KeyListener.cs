using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Tests.Events;

/// <summary>Drives a receiver as the leg's reader does: packets in order of arrival, deadlines between them.</summary>
internal sealed class KeyListener
{
    public const long NsPerMs = 1_000_000;

    public TelephoneEventReceiver Receiver { get; } = new();

    public List<DigitEvent> Edges { get; } = [];

    public string Pressed => string.Concat(Edges.Where(e => e.Edge == DigitEdge.Pressed).Select(e => e.Digit));

    public static KeyListener Hear(IEnumerable<TimedPacket> packets)
    {
        var listener = new KeyListener();
        listener.Receive(packets);
        listener.PassUntil(long.MaxValue - 1);
        return listener;
    }

    public void Receive(IEnumerable<TimedPacket> packets)
    {
        foreach (var packet in packets.OrderBy(p => p.ArrivalMs))
        {
            PassUntil(packet.ArrivalMs * NsPerMs);
            Assert.True(RtpHeader.TryParse(packet.ToBytes(), out var header, out _));
            var any = Receiver.Receive(header, packet.ClockRate, packet.ArrivalMs * NsPerMs, out var digit);
            Take(any, digit);
        }
    }

    public void PassUntil(long nowNs)
    {
        while (Receiver.NextDeadlineNs <= nowNs)
        {
            var any = Receiver.OnDeadline(Receiver.NextDeadlineNs, out var digit);
            Take(any, digit);
        }
    }

    /// <summary>Every press has one release, before the next press, and time does not run backwards.</summary>
    public void AssertWellFormed()
    {
        Assert.Equal(0, Edges.Count % 2);
        var lastEndNs = long.MinValue;
        for (var i = 0; i < Edges.Count; i += 2)
        {
            var (press, release) = (Edges[i], Edges[i + 1]);
            Assert.Equal(DigitEdge.Pressed, press.Edge);
            Assert.Equal(DigitEdge.Released, release.Edge);
            Assert.Equal((press.Digit, press.StartNs), (release.Digit, release.StartNs));
            Assert.True(press.StartNs >= lastEndNs && release.EndNs >= release.StartNs);
            lastEndNs = release.EndNs;
        }
    }

    private void Take(bool any, DigitEvent digit)
    {
        for (; any; any = Receiver.TryTake(out digit))
            Edges.Add(digit);
    }
}
