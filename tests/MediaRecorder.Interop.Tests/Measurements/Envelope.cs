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
    /// How alike a source and a recording are, sample by sample, at the best shift: 1 is the same speech, about 0 is
    /// other speech; and that shift, in ms the recording lags.
    /// </summary>
    public static (double Correlation, double LagMs) Likeness(ReadOnlySpan<short> source, ReadOnlySpan<short> recorded)
    {
        Assert.True(
            recorded.Length >= source.Length,
            $"the recording is shorter ({recorded.Length} samples) than its source ({source.Length})");
        // By loudness first: a search over every sample would take minutes.
        var coarse = BestShift(Energies(source), Energies(recorded), 0, int.MaxValue).Shift * FrameSamples;
        var (correlation, shift) = BestShift(
            Numbers(source), Numbers(recorded), coarse - (2 * FrameSamples), coarse + (2 * FrameSamples));
        return (correlation, 1000.0 * shift / SampleRate);
    }

    private static (double Correlation, int Shift) BestShift(double[] wanted, double[] heard, int from, int to)
    {
        var best = (Correlation: -1.0, Shift: 0);
        for (var shift = Math.Max(0, from); shift <= to && shift + wanted.Length <= heard.Length; shift++)
        {
            var correlation = Pearson(wanted, heard.AsSpan(shift, wanted.Length));
            if (correlation > best.Correlation)
                best = (correlation, shift);
        }

        return best;
    }

    private static double[] Numbers(ReadOnlySpan<short> pcm)
    {
        var numbers = new double[pcm.Length];
        for (var i = 0; i < pcm.Length; i++)
            numbers[i] = pcm[i];
        return numbers;
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
