namespace MediaRecorder.Load.Reports;

/// <summary>Milliseconds from just before sendto to the arrival.</summary>
/// <param name="StampedBy">kernel: SO_TIMESTAMPNS. loop: when this program looked, which adds up to 20 ms.</param>
internal sealed record LatencyReport(string StampedBy, double P50, double P90, double P99, double P999, double Max);
