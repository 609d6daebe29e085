using MediaRecorder.Audio.Codecs;
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

        Assert.IsType(type, decoder);
        Assert.Equal(8000, decoder.SampleRate);
        Assert.Equal(160, decoder.MaxSamples(160));
    }

    [Theory]
    [InlineData("PCMU", 16000)]
    [InlineData("telephone-event", 8000)]
    [InlineData("", 8000)]
    public void What_cannot_be_decoded_yields_no_decoder(string name, int clockRate)
    {
        var isKnown = AudioDecoders.TryCreate(new(name, clockRate), out var decoder);
        using var owned = decoder;

        Assert.False(isKnown);
        Assert.Null(decoder);
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
