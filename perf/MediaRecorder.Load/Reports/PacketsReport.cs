namespace MediaRecorder.Load.Reports;

/// <summary>What became of the packets of all legs.</summary>
/// <param name="CountedSent">Sent while their call was up and settled; what Lost refers to.</param>
internal sealed record PacketsReport(
    long Sent,
    long SendErrors,
    long Received,
    long CountedSent,
    long Lost,
    long Duplicates,
    long Crossed,
    long Unmarked,
    long Stale,
    long Reordered);
