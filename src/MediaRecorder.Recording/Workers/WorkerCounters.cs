namespace MediaRecorder.Recording.Workers;

/// <summary>Counted by one RecordingWorker with plain increments, read by the metrics at any time.</summary>
internal sealed class WorkerCounters
{
    public long Packets;
    public long LatePackets;
    public long DuplicatePackets;
    public long ReplacedSenders;
    public long MalformedPackets;
    public long UnknownTapPackets;
    public long DroppedBlocks;
    public long UnplacedLegs;
    public long Stalls;
    public long ActiveRecordings;
    public long PausedRecordings;
}
