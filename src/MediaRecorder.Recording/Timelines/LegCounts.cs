using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Recording.Timelines;

/// <summary>Packets of one leg by what became of them.</summary>
internal readonly record struct LegCounts(long Received, long Lost, long Late, long Duplicated, long Reordered)
{
    public LegCounts Plus(ReceiverStatistics source) => this with
    {
        Received = Received + source.ReceivedPackets,
        Lost = Lost + source.LostPackets,
        Duplicated = Duplicated + source.DuplicatePackets,
        Reordered = Reordered + source.ReorderedPackets,
    };
}
