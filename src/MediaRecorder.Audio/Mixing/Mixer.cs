namespace MediaRecorder.Audio.Mixing;

/// <summary>
/// Adds any number of mono signals to one, block by block: <see cref="Add"/> for each, then <see cref="Take"/>. Within full
/// scale the mix is the exact sum; what goes beyond is turned down by a limiter, not clipped, and up again within 1.1 s
/// of the last peak. One owner, one output; allocates nothing after construction.
/// </summary>
public sealed class Mixer
{
    private readonly float[] _sum;
    private readonly float[] _gains;
    private readonly PeakLimiter _limiter;

    /// <param name="maxBlockSamples">Of one block. Longer blocks let the limiter see peaks coming; 20 ms do.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of the arguments is not positive.</exception>
    public Mixer(int sampleRate, int maxBlockSamples)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBlockSamples);
        _sum = new float[maxBlockSamples];
        _gains = new float[maxBlockSamples];
        _limiter = new PeakLimiter(sampleRate);
    }

    /// <summary>Adds a signal from the block's first sample on. One that is shorter than the block is silent behind its
    /// end; sums of up to 512 signals at full scale are exact.</summary>
    /// <exception cref="ArgumentException">Longer than the longest block.</exception>
    public void Add(ReadOnlySpan<short> pcm, Gain gain)
    {
        if (pcm.Length > _sum.Length)
            throw new ArgumentException("Longer than a block.", nameof(pcm));
        var factor = gain.Factor;
        var sum = _sum.AsSpan(0, pcm.Length);
        for (var i = 0; i < sum.Length; i++)
            sum[i] += pcm[i] * factor;
    }

    /// <summary>Writes the block's mix, silence where nothing was added, and begins the next block.</summary>
    /// <exception cref="ArgumentException">Longer than the longest block.</exception>
    public void Take(Span<short> mix)
    {
        if (mix.Length > _sum.Length)
            throw new ArgumentException("Longer than a block.", nameof(mix));
        _limiter.Limit(_sum.AsSpan(0, mix.Length), _gains.AsSpan(0, mix.Length), mix);
        _sum.AsSpan().Clear();
    }
}
