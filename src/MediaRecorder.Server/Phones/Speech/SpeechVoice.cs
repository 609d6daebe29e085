namespace MediaRecorder.Server.Phones.Speech;

/// <summary>
/// A voice that says nothing but sounds like speech: a pulse train at the speaker's pitch through three resonances, cut
/// into syllables that rise and fall. Deterministic: the same seed speaks the same samples. 8000 samples per second.
/// </summary>
internal sealed class SpeechVoice
{
    public const int SampleRate = 8000;

    // Chosen by ear and by measure: 26 dB below full scale on average, as ITU-T P.56 measures telephone speech.
    private const double Loudness = 90_000;

    // Speech starts and ends over 10 ms, not with a click.
    private const double FadePerSample = 1.0 / 80;

    // First three resonances of the vowels of father, bed, see, law, boot, in Hz (Peterson and Barney, 1952).
    private static readonly (double F1, double F2, double F3)[] Vowels =
        [(730, 1090, 2440), (530, 1840, 2480), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240)];

    private readonly Random _random;
    private readonly double _pitchHz;
    private readonly Resonator _first = new(90);
    private readonly Resonator _second = new(110);
    private readonly Resonator _third = new(170);
    private int _syllableSamples;
    private int _gapSamples;
    private int _position;
    private double _syllablePitchHz;
    private double _pulsePhase;
    private double _glottis;
    private double _lips;
    private double _fade;

    public SpeechVoice(double pitchHz, int seed)
    {
        _pitchHz = pitchHz;
        _random = new Random(seed);
        NextSyllable();
    }

    /// <summary>The next samples of this voice; silent with a trace of room noise when it does not speak.</summary>
    public void Fill(Span<short> pcm, bool speaking)
    {
        for (var i = 0; i < pcm.Length; i++)
        {
            _fade = Math.Clamp(_fade + (speaking ? FadePerSample : -FadePerSample), 0, 1);
            var sample = ((_random.NextDouble() - 0.5) * 24) + (_fade > 0 ? NextSample() * _fade : 0);
            pcm[i] = (short)Math.Clamp(sample, short.MinValue, short.MaxValue);
        }
    }

    private double NextSample()
    {
        if (_position >= _syllableSamples + _gapSamples)
        {
            NextSyllable();
        }

        var place = (double)_position++ / _syllableSamples;
        var envelope = place >= 1 ? 0 : Math.Sin(Math.PI * Math.Sqrt(place));

        // The pitch falls by a tenth over a syllable, as in a statement.
        _pulsePhase += _syllablePitchHz * (1.05 - (0.1 * Math.Min(place, 1))) / SampleRate;
        var pulse = 0.0;
        if (_pulsePhase >= 1)
        {
            _pulsePhase -= 1;
            pulse = 1;
        }

        // The cords open at once and close slowly: a pulse through one low-pass, with a little breath.
        _glottis = (0.9 * _glottis) + pulse + ((_random.NextDouble() - 0.5) * 0.02);

        // Lips radiate changes, not pressure that stays.
        var radiated = _glottis - _lips;
        _lips = _glottis;
        var voiced = _first.Next(radiated) + (0.6 * _second.Next(radiated)) + (0.25 * _third.Next(radiated));
        return voiced * envelope * Loudness;
    }

    private void NextSyllable()
    {
        _position = 0;
        _syllableSamples = _random.Next(SampleRate * 120 / 1000, SampleRate * 240 / 1000);

        // Every fifth gap is one between words.
        _gapSamples = SampleRate * (_random.Next(5) == 0 ? 140 : 35) / 1000;
        _syllablePitchHz = _pitchHz * (0.92 + (_random.NextDouble() * 0.2));
        var (f1, f2, f3) = Vowels[_random.Next(Vowels.Length)];
        _first.Tune(f1, SampleRate);
        _second.Tune(f2, SampleRate);
        _third.Tune(f3, SampleRate);
    }
}
