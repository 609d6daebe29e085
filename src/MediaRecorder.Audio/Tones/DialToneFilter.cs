namespace MediaRecorder.Audio.Tones;

/// <summary>
/// Takes out dial tone, so that a key counts that is pressed while it sounds: notches at 350 and 440 Hz (ITU-T E.180:
/// North America), wide enough for 400 to 450 Hz (Europe, Asia). Low notes of a voice pass, and tell it from a key.
/// </summary>
internal readonly struct DialToneFilter
{
    private const double FirstHz = 350;
    private const double SecondHz = 440;

    // Wider would hide more of a voice: at 220 Hz a vowel on 310 Hz lost two of its partials, and the rest was a key.
    private const double WidthHz = 120;

    private readonly double _sampleRate;
    private readonly double _radius;
    private readonly double _firstCosine;
    private readonly double _secondCosine;

    public DialToneFilter(int sampleRate)
    {
        _sampleRate = sampleRate;
        _radius = Math.Exp(-Math.PI * WidthHz / sampleRate);
        _firstCosine = 2 * Math.Cos(Math.Tau * FirstHz / sampleRate);
        _secondCosine = 2 * Math.Cos(Math.Tau * SecondHz / sampleRate);
    }

    /// <summary>Filters a block; answers the sum of the squares of what is left.</summary>
    /// <param name="state">Four numbers that go from block to block.</param>
    public double Apply(ReadOnlySpan<short> pcm, Span<float> filtered, Span<double> state)
    {
        // Two notches, each with two zeros on the unit circle and two poles inside it at the same angle; transposed direct
        // form. Written out so that what comes next depends on the last sample by one fused operation only: its latency
        // is nearly all that this costs.
        double a = state[0], b = state[1], c = state[2], d = state[3], after = 0;
        double firstPole = _radius * _firstCosine, secondPole = _radius * _secondCosine, square = -_radius * _radius;
        double firstZero = firstPole - _firstCosine, secondZero = secondPole - _secondCosine;
        for (var i = 0; i < pcm.Length; i++)
        {
            double sample = pcm[i];
            var once = sample + a;
            var twice = once + c;
            (a, b) = (
                Math.FusedMultiplyAdd(firstPole, a, Math.FusedMultiplyAdd(firstZero, sample, b)),
                Math.FusedMultiplyAdd(square, once, sample));
            (c, d) = (
                Math.FusedMultiplyAdd(secondPole, c, Math.FusedMultiplyAdd(secondZero, once, d)),
                Math.FusedMultiplyAdd(square, twice, once));
            filtered[i] = (float)twice;
            after = Math.FusedMultiplyAdd(twice, twice, after);
        }

        // What rings on in digital silence would end in denormal numbers, which cost a hundred times as much.
        (state[0], state[1]) = Math.Abs(a) + Math.Abs(b) < 1e-6 ? (0, 0) : (a, b);
        (state[2], state[3]) = Math.Abs(c) + Math.Abs(d) < 1e-6 ? (0, 0) : (c, d);
        return after;
    }

    /// <summary>What is left of the power at this frequency.</summary>
    public double PowerGain(double hz)
    {
        var angle = Math.Tau * hz / _sampleRate;
        return NotchGain(angle, _firstCosine) * NotchGain(angle, _secondCosine);
    }

    private double NotchGain(double angle, double cosine)
    {
        var z = System.Numerics.Complex.FromPolarCoordinates(1, -angle);
        var zeros = 1 - (cosine * z) + (z * z);
        var poles = 1 - (_radius * cosine * z) + (_radius * _radius * z * z);
        var gain = (zeros / poles).Magnitude;
        return gain * gain;
    }
}
