namespace MediaRecorder.Load.Recordings;

/// <summary>What a folder of recordings holds.</summary>
/// <param name="Expected">Recordings that the run should have left;
/// the files' own number when that is not known.</param>
/// <param name="NotClean">Files with anything wrong; <paramref name="Complaints"/> has a line for each,
/// up to a limit.</param>
/// <param name="Missing">Packets that should be in the recordings and are not.</param>
/// <param name="LargestDriftMs">By which a packet lies off its place in time.</param>
internal sealed record RecordingsReport(
    int Files,
    int Expected,
    int NotClean,
    long Packets,
    long Missing,
    long Duplicates,
    long Backward,
    long Foreign,
    double LargestDriftMs,
    IReadOnlyList<string> Complaints)
{
    public bool IsClean => Files == Expected && NotClean == 0;
}
