using MediaRecorder.Audio.Codecs;

namespace MediaRecorder.Load.Media;

/// <summary>Some seconds of speech-like G.711 (voiced syllables and pauses) that every leg of a side repeats, each from
/// another place, so that recordings are no silence that would compress or write cheaper.</summary>
internal static class SpeechLoop
{
    public const int SamplesPerPacket = 160;

    private const int Seconds = 20;
    private const int SampleRate = 8000;

    // Syllables of 112 ms; each fifth is a pause.
    private const int SyllableSamples = 900;
    private const int SyllablesPerPhrase = 5;
    private const double Loudness = 9000;
    private const double Attack = 0.005;

    /// <summary>Whole packets of codes.</summary>
    /// <param name="pitchHz">Of the voice: about 110 for one side and 190 for the other.</param>
    public static byte[] Create(double pitchHz, bool isALaw)
    {
        var pcm = new short[Seconds * SampleRate];
        var phase = 0.0;
        var envelope = 0.0;
        for (var i = 0; i < pcm.Length; i++)
        {
            var syllable = i / SyllableSamples;
            envelope += ((syllable % SyllablesPerPhrase == 0 ? 0 : 1) - envelope) * Attack;
            phase += pitchHz * (1 + 0.1 * (syllable % SyllablesPerPhrase - 2)) / SampleRate;
            // A sawtooth has all harmonics, as a voice has before the mouth shapes it.
            pcm[i] = (short)(envelope * Loudness * (phase - Math.Floor(phase) - 0.5));
        }

        var codes = new byte[pcm.Length];
        if (isALaw)
            ALaw.Encode(pcm, codes);
        else
            MuLaw.Encode(pcm, codes);
        return codes;
    }
}
