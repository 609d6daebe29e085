namespace MediaRecorder.Audio.Tones;

/// <summary>
/// Power of one frequency in a block of samples, by Goertzel's recurrence: one multiplication a sample, no table.
/// Resolution is about sampleRate / block length: 205 samples at 8000 Hz tell DTMF's frequencies apart.
/// </summary>
public readonly struct Goertzel
{
    private readonly double _coefficient;

    public Goertzel(double hz, int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        _coefficient = 2 * Math.Cos(Math.Tau * hz / sampleRate);
    }

    /// <summary>Mean square of the component at this frequency, in squared sample units: a sine of amplitude A alone
    /// in a block of many periods gives A²/2. Zero for an empty block.</summary>
    public double Power(ReadOnlySpan<short> pcm)
    {
        if (pcm.IsEmpty)
            return 0;
        double last = 0, beforeLast = 0;
        foreach (var sample in pcm)
            (last, beforeLast) = (sample + (_coefficient * last) - beforeLast, last);
        var squaredMagnitude = (last * last) + (beforeLast * beforeLast) - (_coefficient * last * beforeLast);
        return 2 * squaredMagnitude / ((double)pcm.Length * pcm.Length);
    }

    /// <summary>Mean square of everything in the block, in the unit of <see cref="Power"/>.</summary>
    public static double TotalPower(ReadOnlySpan<short> pcm)
    {
        if (pcm.IsEmpty)
            return 0;
        double sum = 0;
        foreach (var sample in pcm)
            sum += (double)sample * sample;
        return sum / pcm.Length;
    }
}
