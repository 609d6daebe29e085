using MediaRecorder.Audio.Concealment;
using MediaRecorder.Recording.Workers;
using MediaRecorder.Rtp.Reordering;

namespace MediaRecorder.Recording.Timelines;

/// <summary>
/// Memory that the timelines of one worker take in turns, so that no leg has its own, and the counters that they share.
/// Nothing in the memory outlives a call. Owner: the RecordingWorker.
/// </summary>
internal sealed class TimelineScratch(WorkerCounters counters)
{
    // The longest packet at the highest rate, and what stretching may add.
    private const int MaxSamples = LegTimeline.MaxPacketMs * MaxRate / 1000 * 9 / 8 + 64;
    private const int MaxRate = 48_000;

    private static readonly int MaxHistorySamples = LossConcealment.HistorySamples(MaxRate);

    private short[]? _history;
    private short[]? _decoded;
    private short[]? _resampled;
    private short[]? _stretched;
    private short[]? _summed;

    public WorkerCounters Counters => counters;

    public PacketPool Packets { get; } = new();

    /// <summary>What was heard before a gap; holds until the packet after it is written.</summary>
    public Span<short> History => _history ??= new short[MaxHistorySamples];

    public Span<short> Decoded => _decoded ??= new short[MaxSamples];

    public Span<short> Resampled => _resampled ??= new short[MaxSamples];

    public Span<short> Summed => _summed ??= new short[MaxSamples];

    public Span<short> Stretched => _stretched ??= new short[MaxSamples];
}
