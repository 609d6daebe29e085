using MediaRecorder.Load.Meters;
using MediaRecorder.Load.Recordings;

namespace MediaRecorder.Load.Reports;

/// <summary>The outcome of a run. With --json it is printed as it is, in camel case.</summary>
internal sealed record LoadReport(
    string Label,
    CallsReport Calls,
    PacketsReport Packets,
    LatencyReport LatencyMs,
    WindowReport Window,
    TargetReport? Target,
    RecorderMetricsDelta? Metrics,
    GeneratorReport Generator,
    RecordingsReport? Recordings)
{
    /// <summary>Every call came up, stayed up and ended; every packet came out once where it should; every recording
    /// asked for is there and complete.</summary>
    public bool IsClean =>
        Calls is { Failed: 0, Dropped: 0, Unended: 0 } && Calls.Established == Calls.Asked &&
        Packets is { Lost: 0, Duplicates: 0, Crossed: 0, Unmarked: 0 } && Packets.CountedSent > 0 &&
        Recordings is null or { IsClean: true };
}
