using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Codecs.G729;
using MediaRecorder.Audio.Tests.Signals;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Audio.Tests.Codecs.G729;

public sealed class G729Tests
{
    // Two decoders by different hands, whose post-filters differ: 23.4 dB, where the source is 5.6 dB away from either.
    // REQ: A-08
    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(60)]
    public void Decoder_agrees_with_that_of_ffmpeg(int payloadBytes)
    {
        var expected = GoldenVector.Samples("speech.g729.s16");

        var heard = Decode(GoldenVector.Bytes("speech.g729"), payloadBytes);

        var snr = Pcm.SnrDb(expected, heard);
        Assert.True(snr >= 22, $"{snr:f1} dB");
    }

    [Fact]
    public void Decoded_speech_is_as_loud_as_what_was_said()
    {
        var heard = Decode(GoldenVector.Bytes("speech.g729"), 20);

        Assert.InRange(Pcm.PowerDb(heard) - Pcm.PowerDb(GoldenVector.Samples("speech-8k.s16")), -1, 1);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 80)]
    [InlineData(9, 0)]
    [InlineData(10, 80)]
    [InlineData(12, 160)]
    [InlineData(19, 80)]
    [InlineData(22, 240)]
    [InlineData(200, 1600)]
    public void Frames_and_a_descriptor_at_the_end_are_ten_milliseconds_each(int bytes, int samples)
    {
        using var decoder = new G729Decoder();
        var pcm = new short[samples];

        Assert.Equal(samples, decoder.MaxSamples(bytes));
        Assert.Equal(samples, decoder.Decode(new byte[bytes], pcm));
    }

    // REQ: A-08
    [Fact]
    public void Silence_descriptors_alone_or_behind_speech_are_soft_noise()
    {
        // Each frame has its length before it: 10, 2 for a descriptor, 0 where the encoder sends nothing.
        var vector = GoldenVector.Bytes("speech-annexb.g729");
        using var decoder = new G729Decoder();
        var pcm = new short[240];
        var held = Array.Empty<byte>();
        int alone = 0, behind = 0;
        for (var at = 0; at < vector.Length; at += 1 + vector[at])
        {
            var frame = vector.AsSpan(at + 1, vector[at]).ToArray();
            if (frame.Length == 10 && held.Length == 0)
            {
                held = frame;
                continue;
            }

            byte[] payload = [.. held, .. frame];
            var samples = decoder.Decode(payload, pcm);
            Assert.Equal(((held.Length / 10) + ((frame.Length + 9) / 10)) * 80, samples);
            if (frame.Length == 2)
            {
                Assert.InRange(Pcm.LargestStep(pcm.AsSpan(samples - 80, 80)), 0, 600);
                alone += held.Length == 0 ? 1 : 0;
                behind += held.Length == 0 ? 0 : 1;
            }
            held = [];
        }

        Assert.True(alone > 0 && behind > 0, $"{alone} alone, {behind} behind speech");
    }

    // REQ: A-08
    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    [InlineData(333)]
    public void Loss_is_concealed_by_the_codec(int samples)
    {
        using var decoder = new G729Decoder();
        var pcm = new short[160];
        var codes = GoldenVector.Bytes("speech.g729");
        for (var at = 0; at < 600; at += 20)
            decoder.Decode(codes.AsSpan(at, 20), pcm);
        var gap = new short[samples + 1];
        gap[samples] = 12345;

        Assert.True(decoder.TryConceal(gap.AsSpan(0, samples)));

        Assert.Equal(12345, gap[samples]);
        Assert.InRange(Pcm.PowerDb(gap.AsSpan(0, 80)) - Pcm.PowerDb(pcm.AsSpan(80)), -6, 6);
    }

    [Fact]
    public void Encoder_is_understood_by_the_decoder()
    {
        var speech = GoldenVector.Samples("speech-8k.s16");
        using var encoder = new G729Encoder();
        var codes = new byte[encoder.MaxBytes(speech.Length)];

        Assert.Equal(codes.Length, encoder.Encode(speech, codes));

        Assert.Equal(GoldenVector.Bytes("speech.g729"), codes);
        Assert.Throws<ArgumentException>(() => encoder.Encode(speech.AsSpan(0, 81), codes));
    }

    [Fact]
    public void Output_too_short_is_refused()
    {
        using var decoder = new G729Decoder();

        Assert.Throws<ArgumentException>(() => decoder.Decode(new byte[20], new short[159]));
    }

    [Fact]
    public void Disposed_decoder_is_not_used_again()
    {
        var decoder = new G729Decoder();
        decoder.Dispose();
        decoder.Dispose();

        Assert.Throws<ObjectDisposedException>(() => decoder.Decode(new byte[10], new short[80]));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Assert.True(AudioDecoders.TryCreate(new("g729", 8000), out var decoder));
        using var owned = decoder;
        var codes = GoldenVector.Bytes("speech.g729");
        var pcm = new short[160];

        Assert.Equal(0, Allocations.Of(() =>
        {
            decoder.Decode(codes.AsSpan(0, 20), pcm);
            decoder.TryConceal(pcm);
        }));
    }

    private static short[] Decode(ReadOnlySpan<byte> codes, int payloadBytes)
    {
        using var decoder = new G729Decoder();
        var pcm = new short[codes.Length * 8];
        for (var at = 0; at < codes.Length; at += payloadBytes)
            decoder.Decode(codes.Slice(at, Math.Min(payloadBytes, codes.Length - at)), pcm.AsSpan(at * 8));
        return pcm;
    }
}
