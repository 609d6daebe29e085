using MediaRecorder.Audio.Codecs;

namespace MediaRecorder.Load.Marks;

/// <summary>
/// The 32 quietest magnitudes of a G.711 law as symbols: written as codes, read from codes or from the 16-bit samples
/// they decode to. Even positions of a mark are positive, odd ones negative, so that a mark is a near-inaudible buzz
/// without direct current, and speech seldom looks like one. Immutable; any thread.
/// </summary>
internal sealed class MarkAlphabet
{
    public const int Symbols = 32;
    public const int NoSymbol = -1;

    // ±(31 · 16 + 8) in A-law; in µ-law the loudest is 372.
    private const int LargestSample = 504;

    private readonly byte[] _codes = new byte[2 * Symbols];
    private readonly sbyte[] _symbolOfSample = new sbyte[2 * (2 * LargestSample + 1)];
    private readonly sbyte[] _symbolOfCode = new sbyte[2 * 256];

    private MarkAlphabet(bool isALaw)
    {
        Array.Fill(_symbolOfSample, (sbyte)NoSymbol);
        Array.Fill(_symbolOfCode, (sbyte)NoSymbol);
        Span<short> sample = stackalloc short[1];
        for (var oddness = 0; oddness < 2; oddness++)
        {
            for (var symbol = 0; symbol < Symbols; symbol++)
            {
                // Both laws: bit 7 is the sign (1 = positive), the rest the magnitude; µ-law inverts all of the latter,
                // A-law every other bit (ITU-T G.711 tables 1a to 2b).
                var sign = oddness == 0 ? 0x80 : 0x00;
                var code = (byte)(isALaw ? (sign | symbol) ^ 0x55 : sign | (0x7F - symbol));
                _codes[oddness * Symbols + symbol] = code;
                _symbolOfCode[oddness * 256 + code] = (sbyte)symbol;
                if (isALaw)
                    ALaw.Decode([code], sample);
                else
                    MuLaw.Decode([code], sample);
                _symbolOfSample[IndexOf(oddness, sample[0])] = (sbyte)symbol;
            }
        }
    }

    public static MarkAlphabet MuLawCodes { get; } = new(isALaw: false);

    public static MarkAlphabet ALawCodes { get; } = new(isALaw: true);

    public byte Code(int position, int symbol) => _codes[(position & 1) * Symbols + symbol];

    /// <summary>The symbol, or <see cref="NoSymbol"/>.</summary>
    public int Symbol(int position, byte code) => _symbolOfCode[(position & 1) * 256 + code];

    /// <summary>The symbol, or <see cref="NoSymbol"/>.</summary>
    public int Symbol(int position, short sample) =>
        sample is < -LargestSample or > LargestSample ? NoSymbol : _symbolOfSample[IndexOf(position & 1, sample)];

    private static int IndexOf(int oddness, int sample) => oddness * (2 * LargestSample + 1) + sample + LargestSample;
}
