namespace MediaRecorder.Interop.Tests.Measurements;

/// <summary>Loudness over time: where sound begins, and whether two pieces of speech are the same.</summary>
public static class Envelope
{
    private const int SampleRate = 8000;
    private const int FrameMs = 5;
    private const int FrameSamples = FrameMs * SampleRate / 1000;

    // -60 dB of full scale: above the silence codes of both laws (0 and 8), far below any tone of a test.
    private const int SoundPeak = 32;

    /// <summary>Seconds until the first sample that is sound.</summary>
    public static double OnsetSeconds(ReadOnlySpan<short> pcm)
    {
        var first = pcm.IndexOfAnyExceptInRange((short)-SoundPeak, (short)SoundPeak);
        Assert.True(first >= 0, "there is no sound at all");
        return (double)first / SampleRate;
    }

    /// <summary>
    /// How alike the loudness of a source and of a recording is at the best shift: 1 is the same speech, about 0 is other
    /// speech; and that shift, in ms the recording lags.
    /// </summary>
    public static (double Correlation, int LagMs) Likeness(ReadOnlySpan<short> source, ReadOnlySpan<short> recorded)
    {
        var wanted = Energies(source);
        var heard = Energies(recorded);
        Assert.True(heard.Length >= wanted.Length, $"the recording is shorter ({heard.Length} frames) than its source ({wanted.Length})");
        var best = (Correlation: -1.0, LagMs: 0);
        for (var lag = 0; lag + wanted.Length <= heard.Length; lag++)
        {
            var correlation = Pearson(wanted, heard.AsSpan(lag, wanted.Length));
            if (correlation > best.Correlation)
                best = (correlation, lag * FrameMs);
        }

        return best;
    }

    /// <summary>Root mean square of each 5 ms.</summary>
    private static double[] Energies(ReadOnlySpan<short> pcm)
    {
        var energies = new double[pcm.Length / FrameSamples];
        for (var frame = 0; frame < energies.Length; frame++)
        {
            double sum = 0;
            foreach (var sample in pcm.Slice(frame * FrameSamples, FrameSamples))
                sum += (double)sample * sample;
            energies[frame] = Math.Sqrt(sum / FrameSamples);
        }

        return energies;
    }

    private static double Pearson(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sumA = 0, sumB = 0, sumAa = 0, sumBb = 0, sumAb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sumA += a[i];
            sumB += b[i];
            sumAa += a[i] * a[i];
            sumBb += b[i] * b[i];
            sumAb += a[i] * b[i];
        }

        // A stretch of pure silence is like nothing.
        var spread = Math.Sqrt((sumAa - (sumA * sumA / a.Length)) * (sumBb - (sumB * sumB / a.Length)));
        return spread < 1 ? 0 : (sumAb - (sumA * sumB / a.Length)) / spread;
    }
}
