namespace MediaRecorder.Recording.Timelines;

/// <summary>
/// A window of samples that moves with the clock: positions [Start, Start + Capacity) are in memory. What nobody wrote
/// is silence, because consuming clears. Owner: the RecordingWorker.
/// </summary>
internal sealed class SampleRing
{
    /// <summary>
    /// 1024 ms at 8000 Hz: the hold-back of 600 ms, 200 ms that a packet may be ahead of its arrival, and 200 ms for
    /// the longest packet. 16 KiB a leg.
    /// </summary>
    public const int CapacitySamples = 8192;

    private const int Mask = CapacitySamples - 1;

    private readonly short[] _samples = new short[CapacitySamples];

    /// <summary>The oldest position in memory.</summary>
    public long Start { get; private set; }

    public long End => Start + CapacitySamples;

    /// <summary>
    /// The samples from <paramref name="position"/> on that lie together: at most <paramref name="count"/>.
    /// </summary>
    public Span<short> Piece(long position, int count)
    {
        int index = (int)(position & Mask);
        return _samples.AsSpan(index, Math.Min(count, CapacitySamples - index));
    }

    /// <summary>Writes what falls into the window; answers how many samples did.</summary>
    public int Write(long position, ReadOnlySpan<short> samples)
    {
        long skip = Math.Max(0, Start - position);
        long end = Math.Min(position + samples.Length, End);
        if (position + skip >= end)
            return 0;

        ReadOnlySpan<short> kept = samples[(int)skip..(int)(end - position)];
        Span<short> first = Piece(position + skip, kept.Length);
        kept[..first.Length].CopyTo(first);
        kept[first.Length..].CopyTo(_samples);
        return kept.Length;
    }

    /// <summary>Moves the window on; what falls out is cleared. Any distance.</summary>
    public void Consume(long count)
    {
        int clear = (int)Math.Min(count, CapacitySamples);
        Span<short> first = Piece(Start, clear);
        first.Clear();
        _samples.AsSpan(0, clear - first.Length).Clear();
        Start += count;
    }
}
