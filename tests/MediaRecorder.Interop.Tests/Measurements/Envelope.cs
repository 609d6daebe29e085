namespace MediaRecorder.Interop.Tests.Measurements;

/// <summary>Where there is sound, by the peak of each 5 ms.</summary>
public static class Envelope
{
    private const int FrameMs = 5;
    private const int FrameSamples = FrameMs * StereoAudio.SamplesPerMs;

    // -60 dB of full scale; the silence code of the A-law decodes to 8.
    private const int SoundPeak = 32;

    /// <summary>Stretches of sound; breaks shorter than <paramref name="joinMs"/> do not end one.</summary>
    public static List<SoundSpan> Sounds(ReadOnlySpan<short> pcm, int joinMs = 30) => Spans(pcm, wantSound: true, joinMs);

    /// <summary>Stretches of silence of at least <paramref name="atLeastMs"/>.</summary>
    public static List<SoundSpan> Silences(ReadOnlySpan<short> pcm, int atLeastMs = 100) =>
        Spans(pcm, wantSound: false, joinMs: 0).FindAll(span => span.LengthMs >= atLeastMs);

    /// <summary>Root mean square of each 5 ms.</summary>
    public static double[] Energies(ReadOnlySpan<short> pcm)
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

    /// <summary>
    /// How alike the energies of a source and of a recording are at the best shift: 1 is the same speech, about 0 is other
    /// speech; and that shift, in ms the recording lags.
    /// </summary>
    public static (double Correlation, int LagMs) Likeness(ReadOnlySpan<short> source, ReadOnlySpan<short> recorded)
    {
        var wanted = Energies(source);
        var heard = Energies(recorded);
        var best = (Correlation: -1.0, LagMs: 0);
        for (var lag = 0; lag + wanted.Length <= heard.Length; lag++)
        {
            var correlation = Pearson(wanted, heard.AsSpan(lag, wanted.Length));
            if (correlation > best.Correlation)
                best = (correlation, lag * FrameMs);
        }

        return best;
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

        var spread = Math.Sqrt((sumAa - (sumA * sumA / a.Length)) * (sumBb - (sumB * sumB / a.Length)));
        return spread < 1 ? 0 : (sumAb - (sumA * sumB / a.Length)) / spread;
    }

    private static List<SoundSpan> Spans(ReadOnlySpan<short> pcm, bool wantSound, int joinMs)
    {
        var spans = new List<SoundSpan>();
        for (var at = 0; at + FrameSamples <= pcm.Length; at += FrameSamples)
        {
            var frame = pcm.Slice(at, FrameSamples);
            var isSound = frame.ContainsAnyExceptInRange((short)-SoundPeak, (short)SoundPeak);
            if (isSound != wantSound)
                continue;

            var span = new SoundSpan(at / StereoAudio.SamplesPerMs, (at / StereoAudio.SamplesPerMs) + FrameMs);
            if (spans.Count > 0 && span.StartMs - spans[^1].EndMs <= joinMs)
                spans[^1] = spans[^1] with { EndMs = span.EndMs };
            else
                spans.Add(span);
        }

        return spans;
    }
}
