namespace MediaRecorder.Server.Metrics;

/// <summary>The TYPE of a family in the exposition.</summary>
internal enum MetricFamilyKind
{
    Counter,
    Gauge,
    Histogram,
}
