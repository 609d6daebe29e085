using System.Buffers.Binary;

namespace MediaRecorder.Rtp.Events;

/// <summary>
/// One telephone-event payload.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     event     |E|R| volume    |          duration             |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// RFC 4733 §2.3. The R bit is ignored when read and zero when written.
/// </summary>
/// <param name="End">This packet reports the key as released.</param>
/// <param name="Volume">0–63, in −dBm0.</param>
/// <param name="DurationTicks">How long so far, in RTP ticks since the packet's RTP timestamp.</param>
public readonly record struct TelephoneEvent(byte Code, bool End, byte Volume, ushort DurationTicks)
{
    public const int Bytes = 4;

    private const string Digits = "0123456789*#ABCD";
    private const byte EndBit = 0x80;
    private const byte VolumeMask = 0x3F;

    /// <summary>RFC 4733 §3.2: codes 0–15 are keys; null for flash (16), tones and all else.</summary>
    public char? Digit => Code < Digits.Length ? Digits[Code] : null;

    /// <summary>Reads the first event of a payload; never throws, never allocates.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> payload,
        out TelephoneEvent telephoneEvent,
        out TelephoneEventParseError error)
    {
        if (payload.Length < Bytes)
        {
            telephoneEvent = default;
            error = TelephoneEventParseError.TooShort;
            return false;
        }
        telephoneEvent = new TelephoneEvent(
            payload[0],
            (payload[1] & EndBit) != 0,
            (byte)(payload[1] & VolumeMask),
            BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        error = TelephoneEventParseError.None;
        return true;
    }

    /// <summary>The code of a key; letters in upper or lower case.</summary>
    public static bool TryGetCode(char digit, out byte code)
    {
        var index = Digits.IndexOf(char.ToUpperInvariant(digit), StringComparison.Ordinal);
        code = index < 0 ? (byte)0 : (byte)index;
        return index >= 0;
    }

    /// <exception cref="ArgumentException"><paramref name="into"/> is shorter than <see cref="Bytes"/>.</exception>
    public int WriteTo(Span<byte> into)
    {
        if (into.Length < Bytes)
            throw new ArgumentException("A telephone event takes 4 bytes.", nameof(into));
        into[0] = Code;
        into[1] = (byte)((End ? EndBit : 0) | (Volume & VolumeMask));
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], DurationTicks);
        return Bytes;
    }
}
