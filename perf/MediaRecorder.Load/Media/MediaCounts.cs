using MediaRecorder.Load.Meters;

namespace MediaRecorder.Load.Media;

/// <summary>
/// What happened to the packets of all legs. Written by the LoadWorker; read by others when it has stopped.
/// </summary>
internal sealed class MediaCounts
{
    public long Sent;
    public long SendErrors;
    public long Received;

    /// <summary>Sent while their call was up and settled; of these each must come out once.</summary>
    public long CountedSent;
    public long CountedReceived;

    /// <summary>No RTP, another payload type, or a damaged mark.</summary>
    public long Unmarked;
    public long Duplicates;

    /// <summary>Came out on a leg other than the sender's partner.</summary>
    public long Crossed;
    public long Stale;

    /// <summary>Came out after one that was sent later.</summary>
    public long Reordered;

    /// <summary>From just before sendto to the arrival stamp.</summary>
    public LatencyHistogram Latency { get; } = new();
}
