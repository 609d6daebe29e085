using System.Numerics;

namespace MediaRecorder.Audio.Codecs;

/// <summary>
/// ITU-T G.711 µ-law, one byte a sample, scaled to 16 bits (the Recommendation's 14-bit values times 4).
/// <code>
///  7   6 5 4     3 2 1 0        all bits inverted on the wire
/// sign segment   interval       magnitude = ((2 · interval + 33) · 2^segment − 33) · 4
/// </code>
/// </summary>
public static class MuLaw
{
    /// <summary>Code of +0.</summary>
    public const byte Silence = 0xFF;

    private const int Bias = 33 << 2;

    // Table 2a/G.711: the last decision value is 8159, so that what lies beyond takes the outermost interval.
    private const int LargestMagnitude = (8159 << 2) - 1;

    private static readonly short[] Linear = Enumerable.Range(0, 256).Select(code => Expand((byte)code)).ToArray();

    /// <summary>Writes one sample per byte, at most ±32124.</summary>
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
        var magnitude = sample < 0 ? ~sample : sample;
        var biased = Math.Min(magnitude, LargestMagnitude) + Bias;
        var segment = BitOperations.Log2((uint)biased) - 7;
        var interval = (biased >> (segment + 3)) & 0x0F;
        var sign = sample < 0 ? 0x80 : 0;
        return (byte)~(sign | (segment << 4) | interval);
    }

    private static short Expand(byte code)
    {
        var bits = ~code;
        var segment = (bits >> 4) & 0x07;
        var magnitude = ((((bits & 0x0F) << 3) + Bias) << segment) - Bias;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }
}
