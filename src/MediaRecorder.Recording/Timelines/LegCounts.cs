using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Recording.Timelines;

/// <summary>Packets of one leg by what became of them, their jitter, and what they left on the timeline.</summary>
/// <param name="JitterSumMs">Over <paramref name="JitterPackets"/>.</param>
/// <param name="PlacedSamples">That were received and found their place.</param>
/// <param name="ConcealedSamples">Made up for lost packets.</param>
internal readonly record struct LegCounts(
    long Received,
    long Lost,
    long Late,
    long Duplicated,
    long Reordered,
    long JitterPackets,
    double JitterSumMs,
    double HighestJitterMs,
    long Epochs,
    long PlacedSamples,
    long ConcealedSamples)
{
    public double MeanJitterMs => JitterPackets == 0 ? 0 : JitterSumMs / JitterPackets;

    /// <summary>What was counted after <paramref name="before"/>. The highest jitter is that of all the time, and a run of
    /// RTP time that had begun is counted.</summary>
    public LegCounts Since(in LegCounts before) => this with
    {
        Received = Received - before.Received,

        // A packet that was missing then may have come since.
        Lost = Math.Max(0, Lost - before.Lost),
        Late = Late - before.Late,
        Duplicated = Duplicated - before.Duplicated,
        Reordered = Reordered - before.Reordered,
        JitterPackets = JitterPackets - before.JitterPackets,
        JitterSumMs = JitterSumMs - before.JitterSumMs,
        Epochs = Epochs - Math.Max(0, before.Epochs - 1),
        PlacedSamples = PlacedSamples - before.PlacedSamples,
        ConcealedSamples = ConcealedSamples - before.ConcealedSamples,
    };

    public LegCounts Plus(ReceiverStatistics source) => this with
    {
        Received = Received + source.ReceivedPackets,
        Lost = Lost + source.LostPackets,
        Duplicated = Duplicated + source.DuplicatePackets,
        Reordered = Reordered + source.ReorderedPackets,
        JitterPackets = JitterPackets + source.JitterPackets,
        JitterSumMs = JitterSumMs + source.MeanJitterMs * source.JitterPackets,
        HighestJitterMs = Math.Max(HighestJitterMs, source.HighestJitterMs),
    };
}
