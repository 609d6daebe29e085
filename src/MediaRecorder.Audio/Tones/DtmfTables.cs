using System.Runtime.InteropServices;
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
    private readonly float[] _blockCosines = new float[DtmfWindow.Blocks * Frequencies];
    private readonly float[] _blockSines = new float[DtmfWindow.Blocks * Frequencies];

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

            for (var k = 0; k < DtmfWindow.Blocks; k++)
            {
                var (sine, cosine) = Math.SinCos(Math.Tau * Hz[i] * k * BlockSamples / sampleRate);
                _blockCosines[(k * Frequencies) + i] = (float)cosine;
                _blockSines[(k * Frequencies) + i] = (float)sine;
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
        ref var cosines = ref MemoryMarshal.GetArrayDataReference(_cosines);
        ref var sines = ref MemoryMarshal.GetArrayDataReference(_sines);

        // Two sums of each, so that one does not wait for the other.
        Vector256<float> evenReal = default, oddReal = default, evenImaginary = default, oddImaginary = default;
        nuint at = 0;
        var n = 0;
        for (; n + 1 < block.Length; n += 2, at += 2 * Frequencies)
        {
            var even = Vector256.Create(block[n]);
            var odd = Vector256.Create(block[n + 1]);
            evenReal = Vector256.MultiplyAddEstimate(even, Vector256.LoadUnsafe(ref cosines, at), evenReal);
            evenImaginary = Vector256.MultiplyAddEstimate(even, Vector256.LoadUnsafe(ref sines, at), evenImaginary);
            oddReal = Vector256.MultiplyAddEstimate(odd, Vector256.LoadUnsafe(ref cosines, at + Frequencies), oddReal);
            oddImaginary =
                Vector256.MultiplyAddEstimate(odd, Vector256.LoadUnsafe(ref sines, at + Frequencies), oddImaginary);
        }

        if (n < block.Length)
        {
            evenReal += block[n] * Vector256.LoadUnsafe(ref cosines, at);
            evenImaginary += block[n] * Vector256.LoadUnsafe(ref sines, at);
        }

        real = evenReal + oddReal;
        imaginary = -(evenImaginary + oddImaginary);
    }

    /// <summary>Turns the blocks of a window against each other and adds them up: the squared magnitude of the window's
    /// spectrum at each nominal frequency.</summary>
    /// <param name="reals">Blocks as <see cref="Correlate"/> left them, in a ring.</param>
    /// <param name="imaginaries">The same.</param>
    /// <param name="oldest">The block that the window begins with.</param>
    public Vector256<float> SquaredMagnitudes(ReadOnlySpan<float> reals, ReadOnlySpan<float> imaginaries, int oldest)
    {
        Vector256<float> real = default, imaginary = default;
        for (var k = 0; k < DtmfWindow.Blocks; k++)
        {
            var at = oldest * Frequencies;
            var cosines = Vector256.Create(_blockCosines.AsSpan(k * Frequencies, Frequencies));
            var sines = Vector256.Create(_blockSines.AsSpan(k * Frequencies, Frequencies));
            var re = Vector256.Create(reals.Slice(at, Frequencies));
            var im = Vector256.Create(imaginaries.Slice(at, Frequencies));
            real += (re * cosines) + (im * sines);
            imaginary += (im * cosines) - (re * sines);
            oldest = at + Frequencies == reals.Length ? 0 : oldest + 1;
        }

        return (real * real) + (imaginary * imaginary);
    }
}
