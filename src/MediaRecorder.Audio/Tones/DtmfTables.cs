using System.Runtime.Intrinsics;

namespace MediaRecorder.Audio.Tones;

/// <summary>
/// What the analysis of DTMF needs to know of a sample rate: the eight frequencies in blocks of 2.5 ms. Immutable, so
/// that all legs share one.
/// </summary>
internal sealed class DtmfTables
{
    public const int Frequencies = 8;

    /// <summary>Blocks of 2.5 ms: tones are timed in these steps.</summary>
    public const int BlocksPerSecond = 400;

    private static readonly DtmfTables Narrow = new(8000);
    private static readonly DtmfTables Wide = new(16_000);

    private readonly float[] _cosines;
    private readonly float[] _sines;

    private DtmfTables(int sampleRate)
    {
        SampleRate = sampleRate;
        BlockSamples = sampleRate / BlocksPerSecond;
        DialToneFilter = new DialToneFilter(sampleRate);
        _cosines = new float[BlockSamples * Frequencies];
        _sines = new float[BlockSamples * Frequencies];
        for (var i = 0; i < Frequencies; i++)
        {
            Hz[i] = i < 4 ? DtmfTones.LowGroupHz[i] : DtmfTones.HighGroupHz[i - 4];
            PowerGains[i] = DialToneFilter.PowerGain(Hz[i]);
            for (var n = 0; n < BlockSamples; n++)
            {
                var (sine, cosine) = Math.SinCos(Math.Tau * Hz[i] * n / sampleRate);
                _cosines[(n * Frequencies) + i] = (float)cosine;
                _sines[(n * Frequencies) + i] = (float)sine;
            }
        }
    }

    public int SampleRate { get; }

    public int BlockSamples { get; }

    /// <summary>The four rows from the top, then the four columns from the left.</summary>
    public int[] Hz { get; } = new int[Frequencies];

    /// <summary>What the filter leaves of each frequency's power.</summary>
    public double[] PowerGains { get; } = new double[Frequencies];

    /// <summary>The coefficients; each leg has its own state.</summary>
    public DialToneFilter DialToneFilter { get; }

    public static DtmfTables For(int sampleRate) => sampleRate switch
    {
        8000 => Narrow,
        16_000 => Wide,
        _ => new DtmfTables(sampleRate),
    };

    /// <summary>Correlates one block with all frequencies; phases count from its first sample.</summary>
    public void Correlate(ReadOnlySpan<float> block, out Vector256<float> real, out Vector256<float> imaginary)
    {
        real = imaginary = default;
        for (var n = 0; n < block.Length; n++)
        {
            var sample = Vector256.Create(block[n]);
            real += sample * Vector256.Create(_cosines.AsSpan(n * Frequencies, Frequencies));
            imaginary -= sample * Vector256.Create(_sines.AsSpan(n * Frequencies, Frequencies));
        }
    }
}
