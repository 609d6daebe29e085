namespace MediaRecorder.Audio.Tests.Tones;

/// <summary>
/// Endless babble: a train of pulses through three resonances side by side that glide from vowel to vowel, with breath and
/// pauses. The pitch goes from a man's 80 Hz to a child's 450 Hz, often held as in singing.
/// </summary>
internal sealed class SynthesizedVoice(int sampleRate, int seed)
{
    // F1, F2, F3 of ten vowels (Peterson and Barney 1952, men); times 1.0 to 1.4 for women and children.
    private static readonly double[][] Vowels =
    [
        [270, 2290, 3010], [390, 1990, 2550], [530, 1840, 2480], [660, 1720, 2410], [730, 1090, 2440],
        [570, 840, 2410], [440, 1020, 2240], [300, 870, 2240], [640, 1190, 2390], [490, 1350, 1690],
    ];

    private readonly Random _random = new(seed);
    private readonly double[] _formants = [500, 1500, 2500];
    private readonly double[] _states = new double[6];
    private double[] _target = Vowels[0];
    private double _size = 1;
    private double _pitch = 120, _pitchTarget = 120;
    private double _phase, _amplitude, _amplitudeTarget, _breath;
    private int _left;

    public void Fill(Span<short> pcm)
    {
        for (var i = 0; i < pcm.Length; i++)
        {
            if (_left-- <= 0)
                NextSound();
            if (i % 16 == 0)
                Glide();
            _phase += _pitch / sampleRate;
            var pulse = 0.0;
            if (_phase >= 1)
            {
                _phase--;
                pulse = 1;
            }

            var excitation = pulse + (_breath * (_random.NextDouble() - 0.5));
            var sound = Resonate(0, excitation) - (0.7 * Resonate(1, excitation)) + (0.4 * Resonate(2, excitation));
            pcm[i] = (short)Math.Clamp(sound * _amplitude * 120_000, short.MinValue, short.MaxValue);
        }
    }

    private void NextSound()
    {
        _left = _random.Next(sampleRate / 20, sampleRate / 3);
        if (_random.Next(12) == 0)
        {
            _size = 1 + (_random.NextDouble() * 0.4);
            _pitchTarget = 80 * Math.Pow(2, _random.NextDouble() * 2.5);
        }

        _target = Vowels[_random.Next(Vowels.Length)];
        _pitchTarget = Math.Clamp(_pitchTarget * (0.85 + (_random.NextDouble() * 0.3)), 80, 450);
        _amplitudeTarget = _random.Next(5) == 0 ? 0 : 0.2 + _random.NextDouble();
        _breath = _random.Next(8) == 0 ? 0.3 : 0.005;
    }

    private void Glide()
    {
        var share = 16.0 / (0.02 * sampleRate);
        _pitch += (_pitchTarget - _pitch) * share * 0.3;
        _amplitude += (_amplitudeTarget - _amplitude) * share;
        for (var formant = 0; formant < 3; formant++)
            _formants[formant] += ((_target[formant] * _size) - _formants[formant]) * share * 0.5;
    }

    // A resonance of 80 Hz width with the same gain at its top wherever it lies.
    private double Resonate(int formant, double sample)
    {
        var radius = 1 - (Math.PI * 80 / sampleRate);
        var hz = Math.Min(_formants[formant], sampleRate * 0.45);
        var result = ((1 - radius) * sample)
            + (2 * radius * Math.Cos(Math.Tau * hz / sampleRate) * _states[2 * formant])
            - (radius * radius * _states[(2 * formant) + 1]);
        _states[(2 * formant) + 1] = _states[2 * formant];
        _states[2 * formant] = result;
        return result;
    }
}
