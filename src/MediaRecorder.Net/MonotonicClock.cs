namespace MediaRecorder.Net;

/// <summary>
/// The process's one clock: nanoseconds that never go back, and the calendar time they stand for. Any thread.
/// </summary>
/// <remarks>Two clocks over the same <see cref="TimeProvider"/> count alike. Calendar time is read once, at
/// construction: a correction of the system's clock later moves no instant of a recording against another.</remarks>
public sealed class MonotonicClock
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly TimeProvider _time;
    private readonly long _frequency;
    private readonly long _anchorNs;
    private readonly DateTimeOffset _anchorUtc;

    public MonotonicClock(TimeProvider time)
    {
        _time = time;
        _frequency = time.TimestampFrequency;
        _anchorNs = NowNs;
        _anchorUtc = time.GetUtcNow();
    }

    /// <summary>What it counts by, for timers.</summary>
    public TimeProvider Time => _time;

    /// <summary>Nanoseconds since a point that is the same for the whole process and means nothing else.</summary>
    public long NowNs
    {
        get
        {
            var timestamp = _time.GetTimestamp();
            // On Linux the timestamp is in nanoseconds already.
            if (_frequency == NsPerSecond)
                return timestamp;

            // Seconds and their rest apart: timestamp × 10⁹ would overflow after 15 minutes at 10 MHz.
            var (seconds, rest) = Math.DivRem(timestamp, _frequency);
            return seconds * NsPerSecond + rest * NsPerSecond / _frequency;
        }
    }

    /// <summary>To 100 ns, for any instant of <see cref="NowNs"/>, past or future. "No deadline" is no
    /// instant.</summary>
    public DateTimeOffset ToUtc(long ns) => _anchorUtc.AddTicks((ns - _anchorNs) / TimeSpan.NanosecondsPerTick);
}
