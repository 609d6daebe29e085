namespace MediaRecorder.Load.Marks;

/// <summary>
/// Writes and finds marks: fourteen samples at the start of a packet's audio.
/// <code>
///   0    1  | 2    3    4    5  | 6    7    8    9    10 | 11   12   13
///   21   26 | leg, high nibble  | packet number          | CRC-12 of the nine
///    sync   | first             |                        | nibbles before
/// </code>
/// The sync symbols are above 15 and so never occur in the rest of a mark: it is found at any alignment, once. A mark
/// read by chance needs both of them, twelve symbols below 16 and a right checksum. Immutable; any thread.
/// </summary>
internal sealed class MarkCodec(MarkAlphabet alphabet)
{
    /// <summary>Samples a mark takes, in a packet and in a recording of it.</summary>
    public const int Samples = 14;

    private const int FirstSync = 21;
    private const int SecondSync = 26;
    private const int LegAt = 2;
    private const int NumberAt = 6;
    private const int ChecksumAt = 11;

    // x^12 + x^11 + x^3 + x^2 + x + 1, without its highest term.
    private const int Polynomial = 0x80F;

    private static readonly ushort[] RemainderOfNibble = Remainders();

    /// <param name="payload">G.711 codes; the first <see cref="Samples"/> are overwritten.</param>
    public void Write(Span<byte> payload, PacketMark mark)
    {
        var body = ((long)mark.Leg << 20) | (uint)mark.Number;
        payload[0] = alphabet.Code(0, FirstSync);
        payload[1] = alphabet.Code(1, SecondSync);
        for (var position = LegAt; position < ChecksumAt; position++)
            payload[position] = alphabet.Code(position, Nibble(body, ChecksumAt - 1 - position));
        var checksum = Checksum(body);
        for (var position = ChecksumAt; position < Samples; position++)
            payload[position] = alphabet.Code(position, Nibble(checksum, Samples - 1 - position));
    }

    /// <summary>Reads a mark at the start of a packet's G.711 codes.</summary>
    public bool TryRead(ReadOnlySpan<byte> payload, out PacketMark mark)
    {
        mark = default;
        if (payload.Length < Samples ||
            alphabet.Symbol(0, payload[0]) != FirstSync || alphabet.Symbol(1, payload[1]) != SecondSync)
        {
            return false;
        }

        long nibbles = 0;
        for (var position = LegAt; position < Samples; position++)
        {
            var symbol = alphabet.Symbol(position, payload[position]);
            if (symbol is < 0 or > 15)
                return false;
            nibbles = (nibbles << 4) | (uint)symbol;
        }

        return TryUnpack(nibbles, out mark);
    }

    /// <summary>Reads a mark at the start of decoded audio.</summary>
    public bool TryRead(ReadOnlySpan<short> pcm, out PacketMark mark)
    {
        mark = default;
        if (pcm.Length < Samples || alphabet.Symbol(0, pcm[0]) != FirstSync || alphabet.Symbol(1, pcm[1]) != SecondSync)
            return false;

        long nibbles = 0;
        for (var position = LegAt; position < Samples; position++)
        {
            var symbol = alphabet.Symbol(position, pcm[position]);
            if (symbol is < 0 or > 15)
                return false;
            nibbles = (nibbles << 4) | (uint)symbol;
        }

        return TryUnpack(nibbles, out mark);
    }

    private static bool TryUnpack(long nibbles, out PacketMark mark)
    {
        var body = nibbles >> 12;
        mark = new PacketMark((int)(body >> (4 * (ChecksumAt - NumberAt))), (int)(body & PacketMark.LargestNumber));
        return (nibbles & 0xFFF) == Checksum(body);
    }

    private static int Nibble(long value, int place) => (int)(value >> (4 * place)) & 0x0F;

    private static int Checksum(long body)
    {
        // Begins with ones: a mark of zeros only has a checksum other than zero.
        var remainder = 0xFFF;
        for (var place = ChecksumAt - LegAt - 1; place >= 0; place--)
            remainder = ((remainder << 4) & 0xFFF) ^ RemainderOfNibble[(remainder >> 8) ^ Nibble(body, place)];
        return remainder;
    }

    private static ushort[] Remainders()
    {
        var remainders = new ushort[16];
        for (var nibble = 0; nibble < 16; nibble++)
        {
            var remainder = nibble << 8;
            for (var bit = 0; bit < 4; bit++)
                remainder = (remainder & 0x800) != 0 ? ((remainder << 1) ^ Polynomial) & 0xFFF : remainder << 1;
            remainders[nibble] = (ushort)remainder;
        }

        return remainders;
    }
}
