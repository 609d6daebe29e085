namespace MediaRecorder.Media.Bridges;

/// <summary>Samples between two clocks: written in blocks of any size, read in others. One owner.</summary>
internal sealed class SpeechFifo(int capacitySamples)
{
    private readonly short[] _samples = new short[capacitySamples];

    public int Count { get; private set; }

    /// <summary>Where the next samples go; <see cref="Wrote"/> says how many they were.</summary>
    public Span<short> Room => _samples.AsSpan(Count);

    public void Wrote(int samples) => Count += samples;

    public void WriteSilence(int samples)
    {
        _samples.AsSpan(Count, samples).Clear();
        Count += samples;
    }

    /// <summary>The oldest samples; false, and nothing is taken, when there are fewer.</summary>
    public bool TryRead(Span<short> into)
    {
        if (Count < into.Length)
        {
            return false;
        }

        _samples.AsSpan(0, into.Length).CopyTo(into);
        Count -= into.Length;
        _samples.AsSpan(into.Length, Count).CopyTo(_samples);
        return true;
    }

    public void Clear() => Count = 0;
}
