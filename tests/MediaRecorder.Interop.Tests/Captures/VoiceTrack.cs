using MediaRecorder.Audio.Tones;

namespace MediaRecorder.Interop.Tests.Captures;

/// <summary>
/// What one phone of a test says from the moment the call stands: sound of 8000 Hz and keys. Tones begin and end within
/// 10 ms, so that their edges do not look like other frequencies.
/// </summary>
public sealed class VoiceTrack
{
    public const int SamplesPerMs = 8;

    /// <summary>Peak of each of the two tones of a key, -13 dB of full scale: what desk phones send.</summary>
    public const short KeyAmplitude = 7300;

    private const int RampSamples = 10 * SamplesPerMs;

    private readonly List<short> _samples = [];
    private readonly List<Keystroke> _keys = [];

    /// <summary>The track's length so far, in ms.</summary>
    public int LengthMs => _samples.Count / SamplesPerMs;

    public IReadOnlyList<Keystroke> Keys => _keys;

    public short[] ToSamples() => [.. _samples];

    public VoiceTrack Silence(int ms)
    {
        _samples.AddRange(new short[ms * SamplesPerMs]);
        return this;
    }

    public VoiceTrack Tone(double hz, int ms, short amplitude = 8000)
    {
        var tone = new short[ms * SamplesPerMs];
        new ToneGenerator(hz, amplitude, 8000).Fill(tone);
        Append(tone);
        return this;
    }

    public VoiceTrack Speech(short[] samples)
    {
        _samples.AddRange(samples);
        return this;
    }

    /// <summary>
    /// Presses keys for 100 ms each with 100 ms between, as RFC 4733 events; the key's tones are in the audio at the
    /// same time, as some phones send them.
    /// </summary>
    /// <param name="asEvents">False: the tones are all there is.</param>
    public VoiceTrack Press(string keys, bool asEvents = true)
    {
        foreach (var key in keys)
        {
            var stroke = new Keystroke(key, LengthMs, 100);
            if (asEvents)
                _keys.Add(stroke);
            Assert.True(DtmfTones.TryGetFrequencies(key, out var lowHz, out var highHz));
            var tone = new short[stroke.LengthMs * SamplesPerMs];
            new ToneGenerator(lowHz, KeyAmplitude, 8000).AddTo(tone);
            new ToneGenerator(highHz, KeyAmplitude, 8000).AddTo(tone);
            Append(tone);
            Silence(100);
        }

        return this;
    }

    private void Append(short[] tone)
    {
        for (var i = 0; i < RampSamples; i++)
        {
            var gain = 0.5 - (0.5 * Math.Cos(Math.PI * i / RampSamples));
            tone[i] = (short)(tone[i] * gain);
            tone[^(i + 1)] = (short)(tone[^(i + 1)] * gain);
        }

        _samples.AddRange(tone);
    }
}
