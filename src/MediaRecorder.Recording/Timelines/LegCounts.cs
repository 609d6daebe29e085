using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Recording.Timelines;

/// <summary>Packets of one leg by what became of them, and their jitter.</summary>
/// <param name="JitterSumMs">Over <paramref name="JitterPackets"/>.</param>
internal readonly record struct LegCounts(
    long Received,
    long Lost,
    long Late,
    long Duplicated,
    long Reordered,
    long JitterPackets,
    double JitterSumMs,
    double HighestJitterMs)
{
    public double MeanJitterMs => JitterPackets == 0 ? 0 : JitterSumMs / JitterPackets;

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
