using MediaRecorder.Audio.Codecs;

namespace MediaRecorder.Audio.Tests.Codecs;

public sealed class MuLawTests
{
    [Fact]
    public void All_256_codes_decode_to_the_values_of_the_Recommendation()
    {
        foreach (var interval in G711Table.MuLaw)
        {
            // Table 2a: positive values count down from 11111111, negative ones from 01111111; 14 bits in 16.
            Assert.Equal(4 * interval.Value, Decode((byte)(0xFF - interval.Index)));
            Assert.Equal(-4 * interval.Value, Decode((byte)(0x7F - interval.Index)));
        }
        Assert.Equal(8159, G711Table.MuLaw[^1].Upper);
        Assert.Equal(32124, Decode(0x80));
        Assert.Equal(0, Decode(MuLaw.Silence));
    }

    [Fact]
    public void All_65536_samples_encode_to_the_interval_that_holds_them()
    {
        for (int sample = short.MinValue; sample <= short.MaxValue; sample++)
        {
            var magnitude = (sample < 0 ? -sample - 1 : sample) / 4;
            var interval = G711Table.MuLaw.FirstOrDefault(i => magnitude >= i.Lower && magnitude < i.Upper)
                ?? G711Table.MuLaw[^1];
            var expected = (sample < 0 ? 0x7F : 0xFF) - interval.Index;

            if (expected != Encode((short)sample))
                Assert.Fail($"{sample}: {Encode((short)sample):x2}, not {expected:x2}");
        }
    }

    [Fact]
    public void Every_code_survives_decoding_and_encoding_but_minus_zero()
    {
        for (var code = 0; code < 256; code++)
            Assert.Equal(code == 0x7F ? 0xFF : code, Encode(Decode((byte)code)));
    }

    [Fact]
    public void Output_too_short_is_refused()
    {
        Assert.Throws<ArgumentException>(() => MuLaw.Decode(new byte[2], new short[1]));
        Assert.Throws<ArgumentException>(() => MuLaw.Encode(new short[2], new byte[1]));
    }

    private static short Decode(byte code)
    {
        Span<short> pcm = stackalloc short[1];
        MuLaw.Decode([code], pcm);
        return pcm[0];
    }

    private static byte Encode(short sample)
    {
        Span<byte> code = stackalloc byte[1];
        MuLaw.Encode([sample], code);
        return code[0];
    }
}
