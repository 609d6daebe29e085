using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Codecs.G722;
using MediaRecorder.Audio.Tests.Signals;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Audio.Tests.Codecs.G722;

public sealed class G722Tests
{
    private const int PayloadBytes = 160;

    // REQ: A-08
    [Theory]
    [InlineData("speech.g722")]
    [InlineData("codes.g722")]
    public void Decoder_is_bit_exact_with_that_of_ffmpeg(string name) =>
        Assert.Equal(GoldenVector.Samples(name + ".s16"), Decode(GoldenVector.Bytes(name), PayloadBytes));

    [Fact]
    public void Encoder_writes_the_codes_that_ffmpeg_writes()
    {
        var codes = Encode(GoldenVector.Samples("speech-16k.s16"));

        Assert.Equal(GoldenVector.Bytes("speech.g722"), codes);
    }

    [Fact]
    public void Payload_sizes_make_no_difference()
    {
        var codes = GoldenVector.Bytes("speech.g722");

        Assert.Equal(Decode(codes, PayloadBytes), Decode(codes, 7));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(1000)]
    [InlineData(3400)]
    [InlineData(6500)]
    public void Tone_comes_back_22_samples_later(int hz)
    {
        var tone = Pcm.Tone(hz, 10_000, 16000, 16000);

        var heard = Decode(Encode(tone), PayloadBytes);

        // The two filters of 24 taps delay by 22 samples. The first quarter second goes to the adaptation. Two bits
        // a sample are what the band above 4 kHz has.
        Assert.InRange(Pcm.SnrDb(tone.AsSpan(4000, 11_000), heard.AsSpan(4022, 11_000)), hz > 4000 ? 15 : 30, 80);
    }

    [Fact]
    public void Rtp_time_counts_half_the_samples()
    {
        Assert.True(AudioDecoders.TryCreate(new("g722", 8000), out var decoder));
        using (decoder)
        {
            Assert.Equal((16000, 8000), (decoder.SampleRate, decoder.RtpClockRate));
            Assert.Equal(320, decoder.MaxSamples(PayloadBytes));
        }
        Assert.False(AudioDecoders.TryCreate(new("G722", 16000), out _));
    }

    [Fact]
    public void Output_too_short_is_refused()
    {
        using var decoder = new G722Decoder();
        using var encoder = new G722Encoder();

        Assert.Throws<ArgumentException>(() => decoder.Decode(new byte[2], new short[3]));
        Assert.Throws<ArgumentException>(() => encoder.Encode(new short[4], new byte[1]));
        Assert.Throws<ArgumentException>(() => encoder.Encode(new short[3], new byte[2]));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        using var decoder = new G722Decoder();
        using var encoder = new G722Encoder();
        var pcm = new short[320];
        var payload = new byte[PayloadBytes];

        Assert.Equal(0, Allocations.Of(() =>
        {
            encoder.Encode(pcm, payload);
            decoder.Decode(payload, pcm);
        }));
    }

    private static short[] Decode(ReadOnlySpan<byte> codes, int payloadBytes)
    {
        using var decoder = new G722Decoder();
        var pcm = new short[2 * codes.Length];
        for (var at = 0; at < codes.Length; at += payloadBytes)
        {
            var payload = codes.Slice(at, Math.Min(payloadBytes, codes.Length - at));
            Assert.Equal(2 * payload.Length, decoder.Decode(payload, pcm.AsSpan(2 * at)));
        }
        return pcm;
    }

    private static byte[] Encode(short[] pcm)
    {
        using var encoder = new G722Encoder();
        var codes = new byte[pcm.Length / 2];
        Assert.Equal(codes.Length, encoder.Encode(pcm, codes));
        return codes;
    }
}
