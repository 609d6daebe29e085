using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Measurements;

/// <summary>
/// Levels of single frequencies in dBFS (a full-scale sine has -3) through a Hann window: the leak of a neighbouring
/// tone, which a plain block shows at about -40 dB, falls below the noise of G.711.
/// </summary>
public static class ToneMeter
{
    private const int SampleRate = 8000;
    private const int BlockSamples = 50 * SampleRate / 1000;
    private const int StepSamples = 10 * SampleRate / 1000;

    // The window halves the amplitude of a steady sine: 20 log10 2.
    private const double WindowLossDb = 6.02;

    /// <summary>The level of one frequency over the whole span.</summary>
    public static double LevelDbfs(ReadOnlySpan<short> pcm, double hz)
    {
        var windowed = new short[pcm.Length];
        for (var i = 0; i < pcm.Length; i++)
            windowed[i] = (short)Math.Round(pcm[i] * (0.5 - (0.5 * Math.Cos(Math.Tau * i / pcm.Length))));
        return AudioLevel.TonePowerDbfs(windowed, hz, SampleRate) + WindowLossDb;
    }

    /// <summary>The highest level of one frequency in any 50 ms of the span, and where that is.</summary>
    public static (double Dbfs, double AtSeconds) Loudest(ReadOnlySpan<short> pcm, double hz)
    {
        var loudest = (Dbfs: double.NegativeInfinity, AtSeconds: 0.0);
        for (var at = 0; at + BlockSamples <= pcm.Length; at += StepSamples)
        {
            var level = LevelDbfs(pcm.Slice(at, BlockSamples), hz);
            if (level > loudest.Dbfs)
                loudest = (level, (double)at / SampleRate);
        }

        return loudest;
    }
}
