namespace MediaRecorder.Audio.Codecs.G722;

/// <summary>One delay line of the quadrature mirror filters of ITU-T G.722 (§3.1, §4.4).</summary>
internal readonly struct MirrorFilter()
{
    private const int Taps = 12;

    private readonly int[] _newestFirst = new int[Taps];

    /// <summary>LIMIT: 15 bits, what a sub-band holds.</summary>
    public static int Limit(int value) => Math.Clamp(value, -16384, 16383);

    /// <summary>16 bits.</summary>
    public static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);

    /// <summary>Takes the next value and answers the sum of the last ones, each times its tap.</summary>
    public int Push(int value, ReadOnlySpan<short> taps)
    {
        var values = _newestFirst.AsSpan();
        values[..^1].CopyTo(values[1..]);
        values[0] = value;
        var sum = 0;
        for (var i = 0; i < Taps; i++)
        {
            sum += values[i] * taps[i];
        }

        return sum;
    }
}
