namespace MediaRecorder.Load.Reports;

/// <summary>What the recorder used.</summary>
/// <param name="CpuMsPerCallSecond">Processor time per recorded call-second in the steady window.</param>
/// <param name="SetupCpuMsPerCall">What a call costs besides: set-up, tear-down and finishing.</param>
/// <param name="ResidentKbPerCall">Growth from before the first call to the end of the window, per call.</param>
internal sealed record TargetReport(
    int Pid,
    double CpuMsPerCallSecond,
    double UserMsPerCallSecond,
    double SystemMsPerCallSecond,
    double CorePercent,
    double SetupCpuMsPerCall,
    double ResidentKbBefore,
    double ResidentKb,
    double ResidentKbPerCall,
    int Threads);
