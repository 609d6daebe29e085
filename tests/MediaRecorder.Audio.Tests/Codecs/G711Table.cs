namespace MediaRecorder.Audio.Tests.Codecs;

/// <summary>The tables of ITU-T G.711 (1a, 1b, 2a, 2b) built as they are printed: by interval upwards from zero, each
/// with its decision values and the value half way between, in the Recommendation's units.</summary>
internal static class G711Table
{
    /// <param name="Lower">Decision value, in it.</param>
    /// <param name="Upper">Decision value, no longer in it.</param>
    public sealed record Interval(int Index, int Lower, int Upper, int Value);

    /// <summary>A-law: 13 bits, 128 intervals a side; two segments of step 2, then each doubles it.</summary>
    public static IReadOnlyList<Interval> ALaw { get; } = Build(0, [2, 2, 4, 8, 16, 32, 64, 128], valueOfFirst: 1);

    /// <summary>µ-law: 14 bits, 128 intervals a side; the one at zero is cut in half by the sign.</summary>
    public static IReadOnlyList<Interval> MuLaw { get; } = Build(-1, [2, 4, 8, 16, 32, 64, 128, 256], valueOfFirst: 0);

    private static List<Interval> Build(int first, int[] steps, int valueOfFirst)
    {
        var intervals = new List<Interval>();
        var lower = first;
        foreach (var step in steps)
        {
            for (var i = 0; i < 16; i++)
            {
                var value = intervals.Count == 0 ? valueOfFirst : lower + (step / 2);
                intervals.Add(new Interval(intervals.Count, Math.Max(0, lower), lower + step, value));
                lower += step;
            }
        }
        return intervals;
    }
}
