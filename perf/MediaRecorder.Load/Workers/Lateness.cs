using MediaRecorder.Load.Meters;

namespace MediaRecorder.Load.Workers;

/// <summary>
/// How far the worker ran behind its own ticks: above some ms the load was not the load it claims to be.
/// </summary>
internal sealed class Lateness
{
    private const long LateNs = 5_000_000;

    public long Ticks { get; private set; }

    /// <summary>Ticks more than 5 ms late.</summary>
    public long LateTicks { get; private set; }

    /// <summary>Packet intervals left out because the worker was hopelessly late.</summary>
    public long SkippedTicks { get; private set; }

    public LatencyHistogram Histogram { get; } = new();

    public void Add(long lateNs)
    {
        Ticks++;
        Histogram.Add(lateNs);
        if (lateNs > LateNs)
            LateTicks++;
    }

    public void Skip(long ticks) => SkippedTicks += ticks;
}
