using System.Numerics;

namespace MediaRecorder.Load.Meters;

/// <summary>
/// Counts durations in buckets that are under 1 % wide, from 128 ns on; adding neither allocates nor sorts.
/// </summary>
internal sealed class LatencyHistogram
{
    // A power of two is split into 128 buckets.
    private const int SplitBits = 7;
    private const int Split = 1 << SplitBits;

    private readonly long[] _buckets = new long[(64 - SplitBits) * Split];
    private long _count;

    public long LargestNs { get; private set; }

    /// <summary>Below zero counts as zero: the calendar clock may be corrected between sending and arrival.</summary>
    public void Add(long ns)
    {
        var value = Math.Max(ns, 0);
        _buckets[IndexOf(value)]++;
        _count++;
        LargestNs = Math.Max(LargestNs, value);
    }

    /// <summary>
    /// Nanoseconds that the share of all values did not exceed, to the upper edge of its bucket; 0 when empty.
    /// </summary>
    /// <param name="share">0..1.</param>
    public long Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(share * _count);
        var seen = 0L;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= wanted && seen > 0)
                return Math.Min(UpperEdge(i), LargestNs);
        }

        return 0;
    }

    private static int IndexOf(long value)
    {
        if (value < Split)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - SplitBits;
        return (shift + 1) * Split + (int)(value >> shift) - Split;
    }

    private static long UpperEdge(int index)
    {
        if (index < Split)
            return index;
        var shift = index / Split - 1;
        return ((long)(index % Split + Split + 1) << shift) - 1;
    }
}
