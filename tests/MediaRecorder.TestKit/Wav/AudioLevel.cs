using MediaRecorder.Audio.Tones;

namespace MediaRecorder.TestKit.Wav;

/// <summary>
/// Loudness in dBFS: mean square relative to 32768², so that a full-scale square wave has 0 and a full-scale sine −3.
/// </summary>
public static class AudioLevel
{
    /// <summary>What digital silence measures, in place of minus infinity.</summary>
    public const double FloorDbfs = -120;

    private const double FullScale = 32768.0 * 32768.0;

    /// <summary>Everything in the block; an empty block is silent.</summary>
    public static double PowerDbfs(ReadOnlySpan<short> pcm) => ToDbfs(Goertzel.TotalPower(pcm));

    /// <summary>One frequency alone. Neighbours nearer than sampleRate / length leak into it.</summary>
    public static double TonePowerDbfs(ReadOnlySpan<short> pcm, double hz, int sampleRate) =>
        ToDbfs(new Goertzel(hz, sampleRate).Power(pcm));

    /// <summary>The strongest of the candidates, in Hz.</summary>
    public static double DominantHz(ReadOnlySpan<short> pcm, int sampleRate, params ReadOnlySpan<double> candidatesHz)
    {
        ArgumentOutOfRangeException.ThrowIfZero(candidatesHz.Length, nameof(candidatesHz));
        var (bestHz, bestPower) = (candidatesHz[0], -1.0);
        foreach (var hz in candidatesHz)
        {
            var power = new Goertzel(hz, sampleRate).Power(pcm);
            if (power > bestPower)
                (bestHz, bestPower) = (hz, power);
        }

        return bestHz;
    }

    private static double ToDbfs(double meanSquare) =>
        meanSquare <= 0 ? FloorDbfs : Math.Max(FloorDbfs, 10 * Math.Log10(meanSquare / FullScale));
}
