namespace MediaRecorder.Recording.Layouts;

/// <summary>Adds up what several legs say at the same time. One at a time in a worker; owner: the
/// RecordingWorker.</summary>
internal sealed class MixBus(int maxSamples)
{
    private readonly int[] _sum = new int[maxSamples];

    /// <summary>Begins with silence of this length.</summary>
    public void Clear(int count) => _sum.AsSpan(0, count).Clear();

    /// <summary>Adds a leg; at 0 dB its samples as they are.</summary>
    public void Add(ReadOnlySpan<short> samples, double gainDb)
    {
        Span<int> sum = _sum.AsSpan(0, samples.Length);
        if (gainDb == 0)
        {
            for (int i = 0; i < samples.Length; i++)
                sum[i] += samples[i];
            return;
        }

        float factor = (float)Math.Pow(10, gainDb / 20);
        for (int i = 0; i < samples.Length; i++)
            sum[i] += (int)MathF.Round(samples[i] * factor);
    }

    /// <summary>The sum, held at full scale.</summary>
    public void CopyTo(Span<short> into)
    {
        for (int i = 0; i < into.Length; i++)
            into[i] = (short)Math.Clamp(_sum[i], short.MinValue, short.MaxValue);
    }
}
