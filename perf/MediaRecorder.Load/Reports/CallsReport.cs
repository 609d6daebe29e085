namespace MediaRecorder.Load.Reports;

/// <summary>What became of the calls.</summary>
/// <param name="FailuresByStatus">SIP status to number; 0 stands for no response in time.</param>
/// <param name="SetupMs">From INVITE to 200, with the time the callee takes to answer.</param>
internal sealed record CallsReport(
    int Asked,
    int Started,
    int Established,
    int Failed,
    int Dropped,
    int Unended,
    IReadOnlyDictionary<int, int> FailuresByStatus,
    SetupReport SetupMs);
