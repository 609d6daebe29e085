using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tests.Signals;
using MediaRecorder.Audio.Tones;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Audio.Tests.Codecs;

public sealed class AudioDecodersTests
{
    [Theory]
    [InlineData("PCMU", typeof(PcmuDecoder))]
    [InlineData("pcmu", typeof(PcmuDecoder))]
    [InlineData("PcmA", typeof(PcmaDecoder))]
    public void Encoding_names_compare_without_case(string name, Type type)
    {
        Assert.True(AudioDecoders.TryCreate(new(name, 8000), out var decoder));
        using var owned = decoder;

        Assert.True(AudioDecoders.CanDecode(new(name, 8000)));
        Assert.IsType(type, decoder);
        Assert.Equal(8000, decoder.SampleRate);
        Assert.Equal(160, decoder.MaxSamples(160));
    }

    [Theory]
    [InlineData("PCMU", 16000)]
    [InlineData("PCMU", 8000, 2)]
    [InlineData("G722", 16000)]
    [InlineData("G729", 8000, 2)]
    [InlineData("opus", 16000, 2)]
    [InlineData("opus", 48000, 6)]
    [InlineData("iLBC", 8000)]
    [InlineData("CN", 8000)]
    [InlineData("telephone-event", 8000)]
    [InlineData("", 8000)]
    public void What_cannot_be_decoded_yields_no_decoder(string name, int clockRate, int channels = 1)
    {
        var format = new AudioFormat(name, clockRate, channels);
        var isKnown = AudioDecoders.TryCreate(format, out var decoder);
        using var owned = decoder;

        Assert.False(isKnown);
        Assert.Null(decoder);
        Assert.False(AudioDecoders.CanDecode(format));
    }

    [Theory]
    [InlineData("PCMU", 0x80, 32124)]
    [InlineData("PCMA", 0xAA, 32256)]
    public void Decoder_applies_its_own_law_and_counts_its_samples(string name, byte loudest, short sample)
    {
        Assert.True(AudioDecoders.TryCreate(new(name, 8000), out var decoder));
        using var owned = decoder;
        var pcm = new short[3];

        Assert.Equal(2, decoder.Decode([loudest, loudest], pcm));
        Assert.Equal([sample, sample, 0], pcm);
        Assert.Equal(0, decoder.Decode([], pcm));
    }

    // REQ: A-08
    [Theory]
    [InlineData("PCMU", 8000, 1, 25)]
    [InlineData("PCMA", 8000, 1, 25)]
    [InlineData("G722", 8000, 1, 15)]
    [InlineData("L16", 48000, 2, 85)]
    public void Encoder_of_the_same_format_is_understood(string name, int clockRate, int channels, double leastSnrDb)
    {
        var format = new AudioFormat(name, clockRate, channels);
        Assert.True(AudioDecoders.TryCreate(format, out var decoder));
        using var ownedDecoder = decoder;
        Assert.True(AudioEncoders.TryCreate(format, out var encoder));
        using var ownedEncoder = encoder;
        Assert.Equal((decoder.SampleRate, decoder.RtpClockRate), (encoder.SampleRate, encoder.RtpClockRate));
        var tone = Pcm.Tone(1000, 10_000, encoder.SampleRate, encoder.SampleRate);
        var payload = new byte[encoder.MaxBytes(tone.Length)];
        var heard = new short[tone.Length];

        Assert.Equal(heard.Length, decoder.Decode(payload.AsSpan(0, encoder.Encode(tone, payload)), heard));

        // The level of the tone against all else: a delay is no fault.
        var tail = heard.AsSpan(heard.Length / 2);
        var power = new Goertzel(1000, encoder.SampleRate).Power(tail);
        Assert.InRange(power, 0.98 * 5e7, 1.02 * 5e7);
        var rest = Math.Max(Goertzel.TotalPower(tail) - power, 1e-3);
        Assert.InRange(10 * Math.Log10(power / rest), leastSnrDb, 120);
    }

    [Fact]
    public void Decoding_and_encoding_allocate_nothing()
    {
        using var pcmu = new PcmuDecoder();
        using var pcma = new PcmaDecoder();
        var payload = new byte[160];
        var pcm = new short[160];

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                pcmu.Decode(payload, pcm);
                pcma.Decode(payload, pcm);
                MuLaw.Encode(pcm, payload);
                ALaw.Encode(pcm, payload);
            }
        }));
    }
}
