namespace MediaRecorder.Audio.Concealment;

/// <summary>
/// Finds after how many samples the end of a signal repeats itself, by normalised correlation of its last 20 ms with
/// what lies 5 to 15 ms before (ITU-T G.711 Appendix I §I.2.2: voices between 66 and 200 Hz; a higher one repeats
/// after several of its periods).
/// </summary>
internal static class PitchPeriod
{
    // The coarse search looks at every sample of a 4 kHz grid, which 200 Hz and its formants up to 2 kHz need.
    private const int CoarseRate = 4000;

    public static int Shortest(int sampleRate) => sampleRate / 200;

    public static int Longest(int sampleRate) => sampleRate * 3 / 200;

    /// <summary>Samples that the search wants: the window and the longest period.</summary>
    public static int WantedSamples(int sampleRate) => Window(sampleRate) + Longest(sampleRate);

    /// <summary>The period in samples; <see cref="Longest"/> where the history is shorter than the search wants.</summary>
    public static int Find(ReadOnlySpan<short> history, int sampleRate)
    {
        if (history.Length < WantedSamples(sampleRate))
            return Longest(sampleRate);
        var step = Math.Max(1, sampleRate / CoarseRate);
        var coarse = Best(history, Shortest(sampleRate), Longest(sampleRate), step, sampleRate);
        return step == 1
            ? coarse
            : Best(
                history,
                Math.Max(Shortest(sampleRate), coarse - step + 1),
                Math.Min(Longest(sampleRate), coarse + step - 1),
                1,
                sampleRate);
    }

    /// <summary>Periods from first to last in steps; the samples between two lags of a coarse search are left out of
    /// its sums as well.</summary>
    private static int Best(ReadOnlySpan<short> history, int first, int last, int step, int sampleRate)
    {
        var window = history[^Window(sampleRate)..];
        var best = first;
        var bestScore = double.NegativeInfinity;
        for (var period = first; period <= last; period += step)
        {
            var before = history.Slice(history.Length - window.Length - period, window.Length);
            long correlation = 0, energy = 0;
            for (var i = 0; i < window.Length; i += step)
            {
                correlation += window[i] * before[i];
                energy += before[i] * before[i];
            }

            var score = correlation / Math.Sqrt(Math.Max(energy, 1));
            if (score > bestScore)
                (best, bestScore) = (period, score);
        }
        return best;
    }

    private static int Window(int sampleRate) => sampleRate / 50;
}
