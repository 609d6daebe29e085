namespace MediaRecorder.Audio.Concealment;

/// <summary>
/// Fills a gap with a continuation of what was heard before it, after ITU-T G.711 Appendix I: the last pitch period is
/// said again, two of them from 10 ms and three from 20 ms on, so that nothing buzzes; fading from 10 ms on, silence
/// from 60 ms on. Of one piece: everything follows from the history, so that no state is kept between packets.
/// Differs from Appendix I where src/MediaRecorder.Audio/RFC.md says so.
/// </summary>
public static class LossConcealment
{
    private const int MostPeriods = 3;

    /// <summary>After these many samples of gap nothing but silence is left: 60 ms.</summary>
    public static int ReachSamples(int sampleRate) => sampleRate * 60 / 1000;

    /// <summary>History that makes a difference: three of the longest pitch periods and what is blended, 48.75 ms. More
    /// is not looked at, less conceals less well, none is concealed by silence.</summary>
    public static int HistorySamples(int sampleRate) =>
        (MostPeriods * PitchPeriod.Longest(sampleRate)) + (PitchPeriod.Longest(sampleRate) / 4);

    /// <summary>Fills all of <paramref name="gap"/>.</summary>
    /// <param name="history">What was heard right before the gap, the newest sample last.</param>
    /// <param name="gap">A gap, or a part of one.</param>
    /// <param name="startSamples">Where in the gap that part begins; 0 for all of it or its first part.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="startSamples"/> is negative.</exception>
    /// <returns>Samples that are concealed; what comes behind them, 60 ms into the gap, is plain silence.</returns>
    public static int Fill(ReadOnlySpan<short> history, Span<short> gap, int sampleRate, int startSamples = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startSamples);
        var count = Math.Clamp(ReachSamples(sampleRate) - startSamples, 0, gap.Length);
        gap[count..].Clear();
        if (count == 0 || IsSilent(history))
        {
            gap[..count].Clear();
            return count;
        }

        var continuation = new Continuation(history, sampleRate);
        for (var i = 0; i < count; i++)
            gap[i] = Round(continuation[startSamples + i]);
        return count;
    }

    /// <summary>
    /// Blends the continuation into the first samples that were heard after a gap, so that the gap ends without a
    /// click: 4 ms, and 4 more for each 10 ms of the gap, at most 10 (Appendix I §I.2.7).
    /// </summary>
    /// <param name="history">As it was given to <see cref="Fill"/>.</param>
    /// <param name="gapSamples">All of the gap.</param>
    /// <param name="next">What was heard after it; changed in place. May be shorter than the blend.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gapSamples"/> is negative.</exception>
    public static void Join(ReadOnlySpan<short> history, int gapSamples, Span<short> next, int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gapSamples);
        // Behind the reach there is silence, and after silence the next sound is left as it is: it may be an onset.
        if (gapSamples >= ReachSamples(sampleRate) || next.IsEmpty || IsSilent(history))
            return;
        var (tenMs, fourMs) = (sampleRate / 100, sampleRate / 250);
        var blend = Math.Min(tenMs, fourMs + (gapSamples / tenMs * fourMs));
        var count = Math.Min(blend, next.Length);

        var continuation = new Continuation(history, sampleRate);
        for (var i = 0; i < count; i++)
        {
            var share = (i + 1f) / (blend + 1);
            next[i] = Round((next[i] * share) + (continuation[gapSamples + i] * (1 - share)));
        }
    }

    private static bool IsSilent(ReadOnlySpan<short> history) => history.IndexOfAnyExcept((short)0) < 0;

    private static short Round(float value) => (short)Math.Clamp(MathF.Round(value), short.MinValue, short.MaxValue);
}
