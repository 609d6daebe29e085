namespace MediaRecorder.Audio.Tests.Tones;

/// <summary>
/// Endless music on hold: melody, chords and bass in equal temperament, struck, bowed or blown, with drums now and then.
/// Notes of the melody reach through both groups of DTMF.
/// </summary>
internal sealed class SynthesizedMusic
{
    private const int Period = 2048;
    private const int VoiceCount = 5;

    private static readonly int[] Scale = [0, 2, 4, 5, 7, 9, 11];

    private readonly int _sampleRate;
    private readonly Random _random;
    private readonly float[][] _timbres;
    private readonly Voice[] _voices = new Voice[VoiceCount];
    private int _left;
    private int _root = 48;
    private double _drum;

    public SynthesizedMusic(int sampleRate, int seed)
    {
        _sampleRate = sampleRate;
        _random = new Random(seed);
        _timbres = [.. Enumerable.Range(0, 6).Select(_ => MakeTimbre())];
    }

    public void Fill(Span<short> pcm)
    {
        for (var i = 0; i < pcm.Length; i++)
        {
            if (_left-- <= 0)
                NextBeat();
            double sum = 0;
            for (var v = 0; v < VoiceCount; v++)
            {
                ref var voice = ref _voices[v];
                if (voice.Timbre is null)
                    continue;
                sum += voice.Amplitude * voice.Timbre[(int)voice.Phase];
                voice.Phase = (voice.Phase + voice.Step) % Period;
                voice.Amplitude *= voice.Decay;
            }

            sum += _drum * (_random.NextDouble() - 0.5);
            _drum *= 0.998;
            pcm[i] = (short)Math.Clamp(sum * 5000, short.MinValue, short.MaxValue);
        }
    }

    // Partials fall off as n^-0.7 to n^-1.7; the second is never more than 12 dB below the first. Two flutes without
    // partials on the right notes are a key.
    private float[] MakeTimbre()
    {
        var fall = 0.7 + _random.NextDouble();
        var table = new float[Period];
        for (var partial = 1; partial <= 8; partial++)
        {
            var level = partial <= 2 ? 0.5 + (_random.NextDouble() * 0.5) : _random.NextDouble();
            for (var i = 0; i < Period; i++)
                table[i] += (float)(level * Math.Pow(partial, -fall) * Math.Sin(Math.Tau * partial * i / Period));
        }

        return table;
    }

    private void NextBeat()
    {
        _left = _sampleRate * _random.Next(8, 40) / 100;
        if (_random.Next(4) == 0)
            _root = 40 + _random.Next(14);
        for (var v = 0; v < VoiceCount; v++)
        {
            if (_random.Next(3) == 0)
                continue;
            var note = v switch
            {
                0 => _root,
                1 or 2 => _root + 12 + Scale[_random.Next(7)],
                _ => _root + 24 + (12 * _random.Next(3)) + Scale[_random.Next(7)],
            };
            var hz = 440 * Math.Pow(2, (note - 69) / 12.0);
            _voices[v] = new Voice
            {
                // The fourth partial would fold back from half the sample rate.
                Timbre = hz * 8 < _sampleRate * 0.5 || v < 3 ? _timbres[_random.Next(6)] : _timbres[v],
                Step = hz * Period / _sampleRate,
                Amplitude = _random.Next(6) == 0 ? 0 : 0.2 + (_random.NextDouble() * 0.8),
                Decay = _random.Next(2) == 0 ? 1 : 1 - (3.0 / _sampleRate / (0.1 + _random.NextDouble())),
            };
        }

        _drum = _random.Next(3) == 0 ? 1.5 : 0;
    }

    private struct Voice
    {
        public float[]? Timbre;
        public double Step;
        public double Phase;
        public double Amplitude;
        public double Decay;
    }
}
