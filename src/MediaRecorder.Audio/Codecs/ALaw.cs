using System.Numerics;

namespace MediaRecorder.Audio.Codecs;

/// <summary>
/// ITU-T G.711 A-law, one byte a sample, scaled to 16 bits (the Recommendation's 13-bit values times 8).
/// <code>
///  7   6 5 4     3 2 1 0        even bits inverted on the wire; sign 1 = positive
/// sign segment   interval       magnitude = (2 · interval + 1) · 8                       segment 0
///                               magnitude = (2 · interval + 33) · 2^(segment − 1) · 8    segments 1–7
/// </code>
/// </summary>
public static class ALaw
{
    /// <summary>Code of the smallest positive value, +8; A-law has no zero.</summary>
    public const byte Silence = 0xD5;

    private const int EvenBits = 0x55;

    private static readonly short[] Linear = Enumerable.Range(0, 256).Select(code => Expand((byte)code)).ToArray();

    /// <summary>Writes one sample per byte, at most ±32256.</summary>
    /// <exception cref="ArgumentException"><paramref name="pcm"/> is shorter than <paramref name="codes"/>.</exception>
    public static void Decode(ReadOnlySpan<byte> codes, Span<short> pcm)
    {
        if (pcm.Length < codes.Length)
            throw new ArgumentException("One sample per code.", nameof(pcm));
        var linear = Linear;
        for (var i = 0; i < codes.Length; i++)
            pcm[i] = linear[codes[i]];
    }

    /// <summary>Writes one byte per sample. An interval owns its lower decision value, on both sides of zero
    /// alike, so that the 16-bit range is divided evenly.</summary>
    /// <exception cref="ArgumentException"><paramref name="codes"/> is shorter than <paramref name="pcm"/>.</exception>
    public static void Encode(ReadOnlySpan<short> pcm, Span<byte> codes)
    {
        if (codes.Length < pcm.Length)
            throw new ArgumentException("One code per sample.", nameof(codes));
        for (var i = 0; i < pcm.Length; i++)
            codes[i] = Compress(pcm[i]);
    }

    private static byte Compress(short sample)
    {
        // One's complement: −1 is the smallest negative value as 0 is the smallest positive one.
        var magnitude = (sample < 0 ? ~sample : sample) >> 4;
        var segment = Math.Max(0, BitOperations.Log2((uint)magnitude | 1) - 3);
        var interval = (segment == 0 ? magnitude : magnitude >> (segment - 1)) & 0x0F;
        var sign = sample < 0 ? 0 : 0x80;
        return (byte)((sign | (segment << 4) | interval) ^ EvenBits);
    }

    private static short Expand(byte code)
    {
        var bits = code ^ EvenBits;
        var segment = (bits >> 4) & 0x07;
        var interval = bits & 0x0F;
        var magnitude = segment == 0
            ? ((2 * interval) + 1) << 3
            : ((2 * interval) + 33) << (segment + 2);
        return (short)((bits & 0x80) != 0 ? magnitude : -magnitude);
    }
}
