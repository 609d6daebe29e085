using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tests.Signals;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Audio.Tests.Codecs;

public sealed class L16Tests
{
    // REQ: A-08
    [Theory]
    [InlineData(8000, 1)]
    [InlineData(16000, 2)]
    [InlineData(32000, 1)]
    [InlineData(44100, 2)]
    [InlineData(48000, 1)]
    public void Every_sample_survives_encoding_and_decoding(int rate, int channels)
    {
        Assert.True(AudioDecoders.TryCreate(new("L16", rate, channels), out var decoder));
        using var ownedDecoder = decoder;
        Assert.True(AudioEncoders.TryCreate(new("l16", rate, channels), out var encoder));
        using var ownedEncoder = encoder;
        var noise = Pcm.Noise(16, short.MaxValue, 1000);
        noise[0] = short.MinValue;
        var payload = new byte[encoder.MaxBytes(noise.Length)];
        var heard = new short[noise.Length];

        Assert.Equal(2000 * channels, encoder.Encode(noise, payload));
        Assert.Equal(1000, decoder.Decode(payload, heard));

        Assert.Equal((rate, rate), (decoder.SampleRate, decoder.RtpClockRate));
        Assert.Equal(noise, heard);
    }

    [Fact]
    public void Samples_are_in_network_order_and_two_channels_become_their_mean()
    {
        using var mono = new L16Decoder(8000, 1);
        using var stereo = new L16Decoder(8000, 2);
        byte[] payload = [0x7F, 0xFF, 0x7F, 0xFD, 0x80, 0x00, 0x80, 0x00];
        var pcm = new short[4];

        Assert.Equal(4, mono.Decode(payload, pcm));
        Assert.Equal([32767, 32765, -32768, -32768], pcm);
        Assert.Equal(2, stereo.Decode(payload, pcm));
        Assert.Equal([32766, -32768], pcm[..2]);
    }

    [Theory]
    [InlineData(1, 3, 1)]
    [InlineData(2, 7, 1)]
    [InlineData(2, 3, 0)]
    public void Sample_that_is_cut_off_is_left_out(int channels, int bytes, int samples)
    {
        using var decoder = new L16Decoder(8000, channels);

        Assert.Equal(samples, decoder.Decode(new byte[bytes], new short[samples]));
    }

    [Theory]
    [InlineData(8001, 1)]
    [InlineData(96000, 1)]
    [InlineData(0, 1)]
    [InlineData(8000, 3)]
    [InlineData(8000, 0)]
    public void Odd_rates_and_many_channels_are_not_known(int rate, int channels)
    {
        Assert.False(AudioDecoders.CanDecode(new("L16", rate, channels)));
        Assert.False(AudioEncoders.TryCreate(new("L16", rate, channels), out var encoder));
        encoder?.Dispose();
    }

    [Fact]
    public void Output_too_short_is_refused()
    {
        using var decoder = new L16Decoder(8000, 1);

        Assert.Throws<ArgumentException>(() => decoder.Decode(new byte[4], new short[1]));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        using var mono = new L16Decoder(48000, 1);
        using var stereo = new L16Decoder(48000, 2);
        using var encoder = new L16Encoder(48000, 2);
        var payload = new byte[3840];
        var pcm = new short[1920];

        Assert.Equal(0, Allocations.Of(() =>
        {
            mono.Decode(payload, pcm);
            stereo.Decode(payload, pcm);
            encoder.Encode(pcm.AsSpan(0, 960), payload);
        }));
    }
}
