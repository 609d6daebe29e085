using MediaRecorder.Audio.Codecs;

namespace MediaRecorder.TestKit.Simulation;

/// <summary>
/// A voice that says what time it is: a slow triangle of µ-law levels, so that one recorded sample tells where in its
/// period it was spoken. It has no steps, so that what is stretched still tells the truth. Each side of a call has a
/// period of its own, so that a swapped channel shows.
/// </summary>
public sealed class MarkedVoice
{
    // Half of it is how well a sample can tell its time: 0.4 ms.
    private const int SamplesPerLevel = 6;

    // Near its turns a triangle cannot tell early from late.
    private const int TurnSamples = 360;

    private const int MaxPacketSamples = 480;
    private const byte QuietCode = 0xFA;

    // All levels in their order; both zeros of µ-law are one.
    private static readonly byte[] Ascending =
        [.. Enumerable.Range(0, 256).Select(code => (byte)code).Where(code => code != 0x7F).OrderBy(Sample)];

    private readonly byte[] _codes;
    private readonly short[] _levelOf = new short[256];
    private readonly int _rise;

    /// <param name="levels">Of the triangle, at most 250.</param>
    public MarkedVoice(int levels)
    {
        _rise = levels * SamplesPerLevel;
        _codes = new byte[2 * _rise + MaxPacketSamples];
        Array.Fill(_levelOf, (short)-1);
        int lowest = (Ascending.Length - levels) / 2;
        for (int level = 0; level < levels; level++)
            _levelOf[Ascending[lowest + level]] = (short)level;
        for (int i = 0; i < _codes.Length; i++)
        {
            int phase = i % (2 * _rise);
            int level = (phase < _rise ? phase : 2 * _rise - 1 - phase) / SamplesPerLevel;
            _codes[i] = Ascending[lowest + level];
        }
    }

    /// <summary>What is said from a sample of the sender's clock on.</summary>
    public void Speak(long sample, Span<byte> payload) =>
        _codes.AsSpan((int)(sample % (2 * _rise)), payload.Length).CopyTo(payload);

    /// <summary>Too quiet to be heard, and not silent.</summary>
    public static void Whisper(Span<byte> payload) => payload.Fill(QuietCode);

    /// <summary>Whether it is one of its levels at all.</summary>
    public bool Says(short recorded) => _levelOf[Code(recorded)] >= 0;

    /// <summary>
    /// How many samples after <paramref name="expected"/> the recorded sample was spoken; false where that cannot be
    /// told.
    /// </summary>
    public bool TryTell(short recorded, double expected, out double after)
    {
        double phase = expected % (2 * _rise);
        bool rises = phase < _rise;
        double onSlope = rises ? phase : 2 * _rise - phase;
        int level = _levelOf[Code(recorded)];
        after = level * SamplesPerLevel + SamplesPerLevel / 2.0 - onSlope;
        if (!rises)
            after = -after;
        return level >= 0 && onSlope > TurnSamples && onSlope < _rise - TurnSamples;
    }

    private static byte Code(short sample)
    {
        Span<byte> code = stackalloc byte[1];
        MuLaw.Encode([sample], code);
        return code[0];
    }

    private static short Sample(byte code)
    {
        Span<short> sample = stackalloc short[1];
        MuLaw.Decode([code], sample);
        return sample[0];
    }
}
