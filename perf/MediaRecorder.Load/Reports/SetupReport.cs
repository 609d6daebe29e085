namespace MediaRecorder.Load.Reports;

/// <summary>Milliseconds from an INVITE to its 200.</summary>
internal sealed record SetupReport(double P50, double P95, double P99, double Max);
