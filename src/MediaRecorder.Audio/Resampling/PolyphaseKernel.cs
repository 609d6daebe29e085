using System.Collections.Frozen;

namespace MediaRecorder.Audio.Resampling;

/// <summary>
/// A windowed sinc, cut into phases: one row of taps for each of the places between two input samples where an output
/// sample may fall. Half amplitude lies at half the lower of the two rates; at equal rates and upwards, the row on an
/// input sample is that sample and nothing else. Immutable, shared by all streams of a ratio.
/// </summary>
internal sealed class PolyphaseKernel
{
    // Kaiser window of β = 7.0 over 48 periods of the lower rate: flat within 0.1 dB up to 0.45 of that rate, 70 dB down
    // from 0.55 on (Resampler's tests measure both), which is 3600 and 4400 Hz for telephony.
    private const int PeriodsOfLowerRate = 48;
    private const double Beta = 7.0;

    // Between two rows the taps are interpolated. 256 a period of the lower rate leave an error of (π/256)²/8 = −94 dB.
    private const int RowsOfLowerRate = 256;

    // A row is read in whole vectors, which have at most this many floats.
    private const int Lanes = 16;

    private static readonly double KaiserPeak = Bessel(Beta);

    // From any rate that a codec has (AudioCodecs) down to the 8, 16 and 48 kHz of files. Upwards all are as at equal rates.
    private static readonly FrozenDictionary<(int, int), Lazy<PolyphaseKernel>> Shared =
        new (int Input, int Output)[]
        {
            (1, 1), (3, 2), (2, 1), (3, 1), (4, 1), (6, 1), (441, 320), (441, 160), (441, 80),
        }
        .ToFrozenDictionary(r => r, r => new Lazy<PolyphaseKernel>(() => new((double)r.Input / r.Output)));

    private readonly float[] _taps;

    /// <param name="decimation">Input rate over output rate, at least 1.</param>
    private PolyphaseKernel(double decimation)
    {
        Taps = (int)Math.Ceiling(PeriodsOfLowerRate * decimation / Lanes) * Lanes;
        Rows = (int)Math.Ceiling(RowsOfLowerRate / decimation);
        _taps = new float[(Rows + 1) * Taps];
        for (var row = 0; row <= Rows; row++)
            Fill(_taps.AsSpan(row * Taps, Taps), (double)row / Rows, decimation);
    }

    /// <summary>Input samples that make one output sample; even.</summary>
    public int Taps { get; }

    /// <summary>Rows between one input sample and the next.</summary>
    public int Rows { get; }

    /// <summary>Rates divided by their greatest common divisor.</summary>
    /// <exception cref="ArgumentException">No ratio that telephony has.</exception>
    public static PolyphaseKernel For(int input, int output) =>
        Shared.TryGetValue(input <= output ? (1, 1) : (input, output), out var shared)
            ? shared.Value
            : throw new ArgumentException("No ratio that telephony has.", nameof(input));

    /// <summary>Taps for an output sample that lies row/<see cref="Rows"/> behind the input sample in the middle, which
    /// is the one at Taps/2 − 1. There is one more row than there are places.</summary>
    public ReadOnlySpan<float> Row(int row) => _taps.AsSpan(row * Taps, Taps);

    private static void Fill(Span<float> taps, double fraction, double decimation)
    {
        double sum = 0;
        var half = taps.Length / 2;
        Span<double> exact = stackalloc double[taps.Length];
        for (var i = 0; i < taps.Length; i++)
        {
            var distance = i - (half - 1) - fraction;
            exact[i] = Sinc(distance / decimation) * Kaiser(distance / half);
            sum += exact[i];
        }

        // Every row lets a constant pass as it is; otherwise it would be modulated by the order of the rows.
        for (var i = 0; i < taps.Length; i++)
            taps[i] = (float)(exact[i] / sum);
    }

    private static double Sinc(double x) =>
        x == 0 ? 1 : double.IsInteger(x) ? 0 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static double Kaiser(double x) => x is < -1 or > 1 ? 0 : Bessel(Beta * Math.Sqrt(1 - (x * x))) / KaiserPeak;

    /// <summary>Modified Bessel function of the first kind, order 0, by its power series.</summary>
    private static double Bessel(double x)
    {
        double sum = 1, term = 1;
        for (var k = 1; term > sum * 1e-17; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }
        return sum;
    }
}
