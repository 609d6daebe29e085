using System.Numerics;
using System.Runtime.Intrinsics;

namespace MediaRecorder.Audio.Tones;

/// <summary>
/// The last 25 ms of one leg, seen as DTMF: which two frequencies they may be, how exactly, and how much of the window
/// they explain. Owner: that of the leg's audio.
/// </summary>
/// <remarks>
/// Each block is correlated once with the eight nominal frequencies. Turning the blocks against each other then gives
/// the spectrum of the whole window at any frequency near a nominal one, which places a tone to a few Hz although 25 ms
/// alone resolve 40 Hz. Both tones are fitted together, because each leaks into the other's frequency.
/// </remarks>
internal sealed class DtmfWindow(DtmfTables tables)
{
    /// <summary>25 ms: with less, the tones leak too far into each other; with more, 40 ms of tone are too few windows
    /// that it fills.</summary>
    public const int Blocks = 10;

    /// <summary>How many blocks ago a window may have ended that is still to be seen.</summary>
    public const int MaxBlocksAgo = 6;

    private const int KeptBlocks = Blocks + MaxBlocksAgo;

    // ITU-T Q.24 table A-1, AT&T: high from 4 dB above to 8 dB below low; NTT: 5 dB either way.
    private const double MaxHighOverLow = 4.5; // 6.5 dB
    private const double MaxLowOverHigh = 10.0; // 10 dB

    // A tone that fills four fifths of the window.
    private const double MinPurity = 0.8;

    // Whatever the pair of strongest nominal frequencies explains before it is placed exactly: a high tone that is 1.5 %
    // off lies 25 Hz away and shows a quarter of its power.
    private const double MinNominalPurity = 0.2;

    // Q.24 wants 1.5 % accepted and 3.5 % refused. Single windows are not that exact: the mean decides (DtmfDetector).
    private const double MaxDetune = 0.035;

    // A block this far below the least tone is as good as silence: nothing else need be known of it.
    private const double SilenceBelowMinDb = 10;

    private readonly double _minPower = Dbm0.Power(DtmfDetector.MinDbm0);
    private readonly double _silentEnergy = Dbm0.Power(DtmfDetector.MinDbm0 - SilenceBelowMinDb) * tables.BlockSamples;
    private readonly float[] _real = new float[KeptBlocks * DtmfTables.Frequencies];
    private readonly float[] _imaginary = new float[KeptBlocks * DtmfTables.Frequencies];
    private readonly double[] _energies = new double[KeptBlocks];
    private readonly double[] _rawEnergies = new double[KeptBlocks];
    private readonly float[] _filtered = new float[tables.BlockSamples];
    private readonly double[] _filterState = new double[4];
    private int _next;
    private int _count;
    private int _oldest;

    public int Samples => Blocks * tables.BlockSamples;

    /// <summary>Forgets what it heard; the audio goes on elsewhere.</summary>
    public void Clear() => _count = 0;

    /// <summary>Takes the next block; false while the window is not full.</summary>
    public bool Add(ReadOnlySpan<short> block)
    {
        var at = _next * DtmfTables.Frequencies;
        var energy = EnergyOf(block);
        _rawEnergies[_next] = energy;
        if (energy > _silentEnergy)
        {
            _energies[_next] = tables.DialToneFilter.Apply(block, _filtered, _filterState);
            tables.Correlate(_filtered, out var real, out var imaginary);
            real.CopyTo(_real, at);
            imaginary.CopyTo(_imaginary, at);
        }
        else
        {
            _energies[_next] = 0;
            _filterState.AsSpan().Clear();
            _real.AsSpan(at, DtmfTables.Frequencies).Clear();
            _imaginary.AsSpan(at, DtmfTables.Frequencies).Clear();
        }

        _next = (_next + 1) % KeptBlocks;
        _count = Math.Min(_count + 1, Blocks);
        return _count == Blocks;
    }

    /// <summary>Whether the window that ended so many blocks ago, which was full, looks like a key.</summary>
    public bool TrySee(int blocksAgo, out DtmfSighting sighting)
    {
        sighting = default;
        _oldest = (_next + KeptBlocks - Blocks - blocksAgo) % KeptBlocks;
        var power = Sum(_energies) / Samples;
        if (power < _minPower)
            return false;

        Span<float> nominal = stackalloc float[DtmfTables.Frequencies];
        tables.SquaredMagnitudes(_real, _imaginary, _oldest).CopyTo(nominal);
        var row = IndexOfMax(nominal[..4]);
        var column = 4 + IndexOfMax(nominal[4..]);
        if ((nominal[row] + nominal[column]) * 2 / ((double)Samples * Samples) < MinNominalPurity * power)
            return false;

        // A tone alone is misplaced by a few Hz by what leaks of the other; told what that is, it is not.
        var low = Place(new Tone(row), default);
        var high = Place(new Tone(column), default);
        if (Fit(ref low, ref high) < MinPurity * power)
            return false;
        low = Place(low, high);
        high = Place(high, low);
        var explained = Fit(ref low, ref high);
        var lowDetune = low.OffsetHz / tables.Hz[row];
        var highDetune = high.OffsetHz / tables.Hz[column];
        if (Math.Abs(lowDetune) > MaxDetune || Math.Abs(highDetune) > MaxDetune)
            return false;

        var lowPower = SquaredMagnitude(low.Amplitude) / 2;
        var highPower = SquaredMagnitude(high.Amplitude) / 2;
        lowPower /= tables.PowerGains[row];
        highPower /= tables.PowerGains[column];
        if (explained < MinPurity * power
            || lowPower < _minPower || highPower < _minPower
            || highPower > MaxHighOverLow * lowPower || lowPower > MaxLowOverHigh * highPower)
        {
            return false;
        }

        var share = (lowPower + highPower) / (Sum(_rawEnergies) / Samples);
        sighting = new DtmfSighting(
            DtmfTones.KeyAt(row, column - 4), explained / power, share, lowDetune, highDetune);
        return true;
    }

    private static double EnergyOf(ReadOnlySpan<short> block)
    {
        long sum = 0;
        foreach (var sample in block)
            sum += sample * sample;
        return sum;
    }

    private double Sum(double[] blocks)
    {
        double sum = 0;
        for (var k = 0; k < Blocks; k++)
            sum += blocks[(_oldest + k) % KeptBlocks];
        return sum;
    }

    private static int IndexOfMax(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            best = values[i] > values[best] ? i : best;
        return best;
    }

    // The top of a parabola through three powers, twice.
    private Tone Place(Tone tone, Tone other)
    {
        ReadOnlySpan<double> stepsHz = [16, 8];
        foreach (var step in stepsHz)
        {
            var below = PowerBeside(tone, -step, other);
            var at = PowerBeside(tone, 0, other);
            var above = PowerBeside(tone, step, other);
            var curve = below - (2 * at) + above;
            var shift = curve < 0 ? 0.5 * (below - above) / curve : above > below ? 2 : -2;
            tone.OffsetHz += step * Math.Clamp(shift, -2, 2);
        }

        return tone;
    }

    private double PowerBeside(Tone tone, double offsetHz, Tone other)
    {
        tone.OffsetHz += offsetHz;
        var spectrum = SpectrumAt(tone.Index, tone.OffsetHz);
        if (other.Amplitude != default)
            spectrum -= other.Amplitude * Response(tone, other);
        return SquaredMagnitude(spectrum);
    }

    // What is seen at the two tones is each one's own amplitude and what leaks of the other. Solved for the amplitudes;
    // returns the power of their sum.
    private double Fit(ref Tone low, ref Tone high)
    {
        var atLow = SpectrumAt(low.Index, low.OffsetHz);
        var atHigh = SpectrumAt(high.Index, high.OffsetHz);
        var (lowOfLow, lowOfHigh) = (Response(low, low), Response(low, high));
        var (highOfLow, highOfHigh) = (Response(high, low), Response(high, high));
        var determinant = (lowOfLow * highOfHigh) - (lowOfHigh * highOfLow);
        low.Amplitude = ((atLow * highOfHigh) - (atHigh * lowOfHigh)) / determinant;
        high.Amplitude = ((atHigh * lowOfLow) - (atLow * highOfLow)) / determinant;
        var common = low.Amplitude * Complex.Conjugate(high.Amplitude) * Mean(HzOf(low) - HzOf(high), 1, Samples);
        return (SquaredMagnitude(low.Amplitude) + SquaredMagnitude(high.Amplitude)) / 2 + common.Real;
    }

    // What a tone of amplitude 1 adds to the spectrum at another one's frequency, or its own: blocks are correlated with
    // the nominal frequency and only then turned to the exact one.
    private Complex Response(Tone at, Tone of) =>
        Mean(HzOf(of) - tables.Hz[at.Index], 1, tables.BlockSamples)
        * Mean(HzOf(of) - HzOf(at), tables.BlockSamples, Blocks);

    // The mean of a sine over samples that lie a step apart: Dirichlet's kernel.
    private Complex Mean(double hz, int stepSamples, int count)
    {
        var half = Math.PI * hz * stepSamples / tables.SampleRate;
        var sine = Math.Sin(half);
        var size = Math.Abs(sine) < 1e-9 ? 1 : Math.Sin(count * half) / (count * sine);
        return Complex.FromPolarCoordinates(size, (count - 1) * half);
    }

    private double HzOf(Tone tone) => tables.Hz[tone.Index] + tone.OffsetHz;

    // In amplitudes; phases count from the window's first sample.
    private Complex SpectrumAt(int index, double offsetHz)
    {
        var angle = Math.Tau * (tables.Hz[index] + offsetHz) * tables.BlockSamples / tables.SampleRate;
        var (stepSine, stepCosine) = Math.SinCos(angle);
        double cosine = 1, sine = 0, real = 0, imaginary = 0;
        for (var k = 0; k < Blocks; k++)
        {
            var at = ((_oldest + k) % KeptBlocks * DtmfTables.Frequencies) + index;
            real += (_real[at] * cosine) + (_imaginary[at] * sine);
            imaginary += (_imaginary[at] * cosine) - (_real[at] * sine);
            (cosine, sine) = ((cosine * stepCosine) - (sine * stepSine), (sine * stepCosine) + (cosine * stepSine));
        }

        return new Complex(real * 2 / Samples, imaginary * 2 / Samples);
    }

    private static double SquaredMagnitude(Complex value) =>
        (value.Real * value.Real) + (value.Imaginary * value.Imaginary);

    private struct Tone(int index)
    {
        public readonly int Index = index;
        public double OffsetHz;
        public Complex Amplitude;
    }
}
