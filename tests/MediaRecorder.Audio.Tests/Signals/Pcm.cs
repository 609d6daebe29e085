using MediaRecorder.Audio.Tones;

namespace MediaRecorder.Audio.Tests.Signals;

/// <summary>Samples to feed and figures to compare them by.</summary>
internal static class Pcm
{
    public static short[] Tone(double hz, short amplitude, int sampleRate, int samples)
    {
        var pcm = new short[samples];
        new ToneGenerator(hz, amplitude, sampleRate).Fill(pcm);
        return pcm;
    }

    public static short[] Noise(int seed, int amplitude, int samples)
    {
        var random = new Random(seed);
        var pcm = new short[samples];
        for (var i = 0; i < samples; i++)
            pcm[i] = (short)random.Next(-amplitude, amplitude + 1);
        return pcm;
    }

    /// <summary>Power of the reference over that of the difference, in dB.</summary>
    public static double SnrDb(ReadOnlySpan<short> reference, ReadOnlySpan<short> heard)
    {
        Assert.Equal(reference.Length, heard.Length);
        double signal = 0, noise = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            signal += (double)reference[i] * reference[i];
            noise += Math.Pow(reference[i] - heard[i], 2);
        }
        return 10 * Math.Log10(signal / noise);
    }

    /// <summary>Power in dB over one unit; that of nothing is minus infinity.</summary>
    public static double PowerDb(ReadOnlySpan<short> pcm) => 10 * Math.Log10(Goertzel.TotalPower(pcm));

    /// <summary>The largest step from one sample to the next.</summary>
    public static int LargestStep(ReadOnlySpan<short> pcm)
    {
        var largest = 0;
        for (var i = 1; i < pcm.Length; i++)
            largest = Math.Max(largest, Math.Abs(pcm[i] - pcm[i - 1]));
        return largest;
    }
}
