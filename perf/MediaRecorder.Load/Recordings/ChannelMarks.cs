using MediaRecorder.Load.Marks;

namespace MediaRecorder.Load.Recordings;

/// <summary>The marks found on one channel of a recording.</summary>
internal sealed class ChannelMarks
{
    private const int NoLeg = -1;
    private const int SamplesPerPacket = 160;

    private readonly ulong[] _seen = new ulong[(PacketMark.LargestNumber + 1) / 64];
    private long _firstOffset;
    private int _previous = -1;

    /// <summary>Leg of the first mark; −1 when there is none.</summary>
    public int Leg { get; private set; } = NoLeg;

    public int First { get; private set; } = -1;

    public int Last { get; private set; } = -1;

    /// <summary>Different packets of <see cref="Leg"/>.</summary>
    public int Packets { get; private set; }

    public int Duplicates { get; private set; }

    /// <summary>Marks with a number lower than the one before them.</summary>
    public int Backward { get; private set; }

    /// <summary>Marks of another leg than the first mark's.</summary>
    public int Foreign { get; private set; }

    /// <summary>
    /// Samples by which a packet lies off its place, seen from the first packet: largest absolute value.
    /// </summary>
    public long Drift { get; private set; }

    /// <summary>Packets of a leg between two of its numbers, both included.</summary>
    public int CountBetween(int first, int last)
    {
        var count = 0;
        for (var number = Math.Max(first, 0); number <= last; number++)
        {
            if ((_seen[number / 64] & (1ul << (number % 64))) != 0)
                count++;
        }

        return count;
    }

    /// <summary>Finds every mark, wherever it begins.</summary>
    public static ChannelMarks Find(ReadOnlySpan<short> pcm, MarkCodec marks)
    {
        var found = new ChannelMarks();
        for (var at = 0; at + MarkCodec.Samples <= pcm.Length; at++)
        {
            if (!marks.TryRead(pcm.Slice(at, MarkCodec.Samples), out var mark))
                continue;
            found.Add(mark, at);
            at += MarkCodec.Samples - 1;
        }

        return found;
    }

    private void Add(PacketMark mark, long offset)
    {
        if (Leg == NoLeg)
        {
            Leg = mark.Leg;
            First = mark.Number;
            _firstOffset = offset;
        }

        if (mark.Leg != Leg)
        {
            Foreign++;
            return;
        }

        ref var seen = ref _seen[mark.Number / 64];
        var bit = 1ul << (mark.Number % 64);
        if ((seen & bit) != 0)
            Duplicates++;
        else
            Packets++;
        seen |= bit;
        if (mark.Number < _previous)
            Backward++;
        _previous = mark.Number;
        Last = Math.Max(Last, mark.Number);
        Drift = Math.Max(Drift, Math.Abs(offset - _firstOffset - (long)(mark.Number - First) * SamplesPerPacket));
    }
}
