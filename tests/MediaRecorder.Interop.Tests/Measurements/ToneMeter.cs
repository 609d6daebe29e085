using MediaRecorder.Audio.Tones;

namespace MediaRecorder.Interop.Tests.Measurements;

/// <summary>Levels of single frequencies, in dB below a full-scale sine, through a Hann window (side lobes fall fast).</summary>
public static class ToneMeter
{
    private const int SampleRate = 8000;
    private const double FullScalePower = 32768.0 * 32768.0 / 2;

    /// <summary>The level of one frequency in the whole span.</summary>
    public static double LevelDb(ReadOnlySpan<short> pcm, double hz)
    {
        var windowed = new short[pcm.Length];
        for (var i = 0; i < pcm.Length; i++)
            windowed[i] = (short)Math.Round(pcm[i] * (0.5 - (0.5 * Math.Cos(Math.Tau * i / pcm.Length))));

        // The window halves the amplitude of a steady sine.
        return ToDb(4 * new Goertzel(hz, SampleRate).Power(windowed));
    }

    /// <summary>The highest level of one frequency in any block of 50 ms, blocks 10 ms apart; where, in ms.</summary>
    public static (double Db, int AtMs) Loudest(ReadOnlySpan<short> pcm, double hz)
    {
        const int blockSamples = 50 * StereoAudio.SamplesPerMs;
        const int stepSamples = 10 * StereoAudio.SamplesPerMs;
        var loudest = (Db: double.NegativeInfinity, AtMs: 0);
        for (var at = 0; at + blockSamples <= pcm.Length; at += stepSamples)
        {
            var db = LevelDb(pcm.Slice(at, blockSamples), hz);
            if (db > loudest.Db)
                loudest = (db, at / StereoAudio.SamplesPerMs);
        }

        return loudest;
    }

    /// <summary>Level of everything in the span, in dB below a full-scale sine.</summary>
    public static double TotalDb(ReadOnlySpan<short> pcm) => ToDb(Goertzel.TotalPower(pcm));

    private static double ToDb(double power) => 10 * Math.Log10(Math.Max(power, 1e-3) / FullScalePower);
}
