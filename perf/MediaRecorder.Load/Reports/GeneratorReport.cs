namespace MediaRecorder.Load.Reports;

/// <summary>What this program used, and whether it kept its times.</summary>
/// <param name="AllocatedBytes">By the thread that sends and receives, in the steady window: shall be near 0.</param>
internal sealed record GeneratorReport(
    double? CorePercent,
    double LatestTickMs,
    double P99TickMs,
    long LateTicks,
    long SkippedTicks,
    long Ticks,
    long AllocatedBytes);
