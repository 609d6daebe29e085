namespace MediaRecorder.Recording.Timelines;

/// <summary>
/// Turns instants of the monotonic clock into sample positions of one recording: position 0 is the origin, a position
/// covers [its instant, the next one's).
/// </summary>
internal readonly record struct RecordingClock(long OriginNs, int SampleRate)
{
    private const long NsPerSecond = 1_000_000_000;

    // "For ever" is long.MaxValue; beyond this the arithmetic would overflow, and no call lasts 100 days.
    private const long ReachNs = 100L * 24 * 3600 * NsPerSecond;

    /// <summary>The position that covers the instant.</summary>
    public long SampleAt(long ns)
    {
        long sinceNs = SinceOrigin(ns);
        long seconds = Math.DivRem(sinceNs, NsPerSecond, out long restNs);
        if (restNs < 0)
        {
            seconds--;
            restNs += NsPerSecond;
        }

        return seconds * SampleRate + restNs * SampleRate / NsPerSecond;
    }

    /// <summary>The first position that does not begin before the instant.</summary>
    public long SampleAtOrAfter(long ns)
    {
        long sample = SampleAt(ns);
        return NsAt(sample) >= OriginNs + SinceOrigin(ns) ? sample : sample + 1;
    }

    /// <summary>When the position begins, rounded up, so that it is covered by the position.</summary>
    public long NsAt(long sample)
    {
        long seconds = Math.DivRem(sample, SampleRate, out long rest);
        return OriginNs + seconds * NsPerSecond + (rest * NsPerSecond + SampleRate - 1) / SampleRate;
    }

    public long SamplesIn(long durationNs) => durationNs * SampleRate / NsPerSecond;

    private long SinceOrigin(long ns) => ns switch
    {
        _ when ns > OriginNs && ns - OriginNs is > ReachNs or < 0 => ReachNs,
        _ when ns < OriginNs && OriginNs - ns is > ReachNs or < 0 => -ReachNs,
        _ => ns - OriginNs,
    };
}
