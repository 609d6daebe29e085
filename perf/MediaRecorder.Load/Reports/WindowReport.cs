namespace MediaRecorder.Load.Reports;

/// <summary>The steady window: all calls are up.</summary>
/// <param name="CallSeconds">Of all calls in the steady window.</param>
/// <param name="MachineBusyPercent">Of all processors.</param>
/// <param name="OthersCorePercent">What neither the recorder nor this program used, of one processor.</param>
internal sealed record WindowReport(
    double Seconds, double CallSeconds, double AverageCalls, int Processors, double? MachineBusyPercent,
    double? OthersCorePercent);
