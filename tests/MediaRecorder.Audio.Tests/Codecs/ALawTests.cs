using MediaRecorder.Audio.Codecs;

namespace MediaRecorder.Audio.Tests.Codecs;

public sealed class ALawTests
{
    [Fact]
    public void All_256_codes_decode_to_the_values_of_the_Recommendation()
    {
        foreach (var interval in G711Table.ALaw)
        {
            // Table 1a: positive values count up from 10000000, then the even bits are inverted; 13 bits in 16.
            Assert.Equal(8 * interval.Value, Decode((byte)((0x80 + interval.Index) ^ 0x55)));
            Assert.Equal(-8 * interval.Value, Decode((byte)(interval.Index ^ 0x55)));
        }
        Assert.Equal(4096, G711Table.ALaw[^1].Upper);
        Assert.Equal(32256, Decode(0xAA));
        Assert.Equal(8, Decode(ALaw.Silence));
    }

    [Fact]
    public void All_65536_samples_encode_to_the_interval_that_holds_them()
    {
        for (int sample = short.MinValue; sample <= short.MaxValue; sample++)
        {
            var magnitude = (sample < 0 ? -sample - 1 : sample) / 8;
            var interval = G711Table.ALaw.First(i => magnitude >= i.Lower && magnitude < i.Upper);
            var expected = ((sample < 0 ? 0 : 0x80) + interval.Index) ^ 0x55;

            if (expected != Encode((short)sample))
                Assert.Fail($"{sample}: {Encode((short)sample):x2}, not {expected:x2}");
        }
    }

    [Fact]
    public void Every_code_survives_decoding_and_encoding()
    {
        for (var code = 0; code < 256; code++)
            Assert.Equal(code, Encode(Decode((byte)code)));
    }

    [Fact]
    public void Output_too_short_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ALaw.Decode(new byte[2], new short[1]));
        Assert.Throws<ArgumentException>(() => ALaw.Encode(new short[2], new byte[1]));
    }

    private static short Decode(byte code)
    {
        Span<short> pcm = stackalloc short[1];
        ALaw.Decode([code], pcm);
        return pcm[0];
    }

    private static byte Encode(short sample)
    {
        Span<byte> code = stackalloc byte[1];
        ALaw.Encode([sample], code);
        return code[0];
    }
}
