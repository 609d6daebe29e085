using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Codecs.Opus;
using MediaRecorder.Audio.Tests.Signals;
using MediaRecorder.Audio.Tones;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Audio.Tests.Codecs.Opus;

public sealed class OpusTests
{
    // CELT is the same arithmetic in both decoders; SILK's output passes a resampler that each has of its own.
    // REQ: A-08
    [Theory]
    [InlineData("speech-celt.opus", 60)]
    [InlineData("speech-silk.opus", 18)]
    [InlineData("speech-stereo.opus", 18)]
    public void Decoder_agrees_with_that_of_ffmpeg(string name, double leastSnrDb)
    {
        var vector = OggOpus.Read(name);
        var expected = GoldenVector.Samples(name + ".s16");

        var heard = Decode(vector.Packets, 48000).AsSpan(vector.PreSkip);

        Assert.True(heard.Length >= expected.Length - 1);
        var best = double.MinValue;
        for (var lag = 0; lag <= 4; lag++)
        {
            var length = expected.Length - 10;
            best = Math.Max(best, Pcm.SnrDb(expected.AsSpan(4, length), heard.Slice(lag + 2, length)));
        }
        Assert.True(best >= leastSnrDb, $"{best:f1} dB");
    }

    [Theory]
    [InlineData(8000, 8000)]
    [InlineData(12000, 8000)]
    [InlineData(16000, 16000)]
    [InlineData(44100, 16000)]
    [InlineData(48000, 48000)]
    [InlineData(96000, 48000)]
    public void Rate_is_the_highest_of_the_recordings_rates_that_is_wanted(int wanted, int rate)
    {
        Assert.True(AudioDecoders.TryCreate(new("opus", 48000, 2), out var decoder, wanted));
        using var ownedDecoder = decoder;
        Assert.True(AudioEncoders.TryCreate(new("opus", 48000, 2), out var encoder, wanted));
        using var ownedEncoder = encoder;

        Assert.Equal((rate, 48000), (decoder.SampleRate, decoder.RtpClockRate));
        Assert.Equal((rate, 48000, rate / 50), (encoder.SampleRate, encoder.RtpClockRate, encoder.FrameSamples));
        Assert.Equal(rate * 120 / 1000, decoder.MaxSamples(1));
        Assert.Equal(0, decoder.MaxSamples(0));
    }

    [Fact]
    public void Format_with_one_channel_means_the_same()
    {
        Assert.True(AudioDecoders.TryCreate(new("OPUS", 48000), out var decoder));
        using var owned = decoder;

        Assert.IsType<OpusDecoder>(decoder);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(48000)]
    public void Tone_comes_back_in_its_level(int rate)
    {
        var heard = Decode(Encode(Pcm.Tone(440, 10_000, rate, rate), rate, rate / 50), rate);

        var middle = heard.AsSpan(rate / 4, rate / 2);
        Assert.InRange(new Goertzel(440, rate).Power(middle), 0.7 * 5e7, 1.3 * 5e7);
        Assert.InRange(Goertzel.TotalPower(middle) / new Goertzel(440, rate).Power(middle), 0.99, 1.1);
    }

    [Fact]
    public void Packets_say_their_own_duration()
    {
        using var decoder = new OpusDecoder(16000);
        foreach (var frames in new[] { 1, 2, 3, 6 })
        {
            var packet = Assert.Single(Encode(Pcm.Tone(440, 10_000, 16000, 320 * frames), 16000, 320 * frames));

            Assert.Equal(320 * frames, decoder.CountSamples(packet));
            Assert.Equal(320 * frames, decoder.Decode(packet, new short[decoder.MaxSamples(packet.Length)]));
        }
        Assert.Equal(960, decoder.CountSamples(OggOpus.Read("speech-stereo.opus").Packets[0]));
    }

    [Fact]
    public void Stereo_is_mixed_to_the_mean_of_its_sides()
    {
        // The right side says the same at half the level: three quarters, −2.5 dB, as the codec mixes them down.
        var mono = Decode(OggOpus.Read("speech-celt.opus").Packets, 16000);
        var stereo = Decode(OggOpus.Read("speech-stereo.opus").Packets, 16000);

        Assert.InRange(Pcm.PowerDb(stereo) - Pcm.PowerDb(mono), -3.5, -1.5);
    }

    // REQ: A-08
    [Fact]
    public void Loss_is_concealed_by_the_codec_and_fades()
    {
        using var decoder = new OpusDecoder(16000);
        var pcm = new short[decoder.MaxSamples(1)];
        foreach (var packet in Encode(Pcm.Tone(440, 10_000, 16000, 16000), 16000, 320))
            decoder.Decode(packet, pcm);

        var first = new short[320];
        Assert.True(decoder.TryConceal(first));
        Assert.InRange(Pcm.PowerDb(first), 65, 78);

        var second = new short[32_000];
        Assert.True(decoder.TryConceal(second));
        Assert.True(Pcm.PowerDb(second.AsSpan(^1600)) < 40);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(39)]
    [InlineData(41)]
    [InlineData(2000)]
    public void Losses_of_any_length_are_filled_to_the_end(int samples)
    {
        using var decoder = new OpusDecoder(16000);
        var pcm = new short[decoder.MaxSamples(1)];
        foreach (var packet in Encode(Pcm.Tone(440, 20_000, 16000, 16000), 16000, 320))
            decoder.Decode(packet, pcm);
        var gap = new short[samples + 1];
        Array.Fill(gap, (short)12345);

        Assert.True(decoder.TryConceal(gap.AsSpan(0, samples)));

        Assert.DoesNotContain((short)12345, gap[..samples]);
        Assert.Equal(12345, gap[samples]);
    }

    [Fact]
    public void Nothing_heard_yet_is_concealed_by_silence()
    {
        using var decoder = new OpusDecoder(8000);
        var gap = Pcm.Noise(1, 1000, 160);

        Assert.True(decoder.TryConceal(gap));

        Assert.Equal(new short[160], gap);
    }

    [Fact]
    public void Packet_of_one_byte_is_a_pause_of_its_length()
    {
        using var decoder = new OpusDecoder(16000);
        var pcm = new short[decoder.MaxSamples(1)];
        foreach (var packet in Encode(Pcm.Tone(440, 10_000, 16000, 8000), 16000, 320))
            decoder.Decode(packet, pcm);

        // RFC 6716 §3.1: configuration 9 is SILK wideband in frames of 20 ms, code 0 is one frame, here of no bytes: DTX.
        byte[] dtx = [9 << 3];
        Assert.Equal(320, decoder.CountSamples(dtx));
        for (var i = 0; i < 100; i++)
            Assert.Equal(320, decoder.Decode(dtx, pcm));

        Assert.True(Pcm.PowerDb(pcm.AsSpan(0, 320)) < 30);
    }

    [Fact]
    public void Damaged_payload_decodes_to_nothing_and_the_next_one_is_heard()
    {
        using var decoder = new OpusDecoder(16000);
        var packets = Encode(Pcm.Tone(440, 10_000, 16000, 16000), 16000, 320);
        var pcm = new short[decoder.MaxSamples(1)];

        // RFC 6716 §3.2.5 [R5]: code 3 with 49 frames of 20 ms is longer than 120 ms.
        Assert.Equal(0, decoder.Decode([(9 << 3) | 3, 49, 1, 2, 3], pcm));
        Assert.Equal(0, decoder.CountSamples([(9 << 3) | 3, 49, 1, 2, 3]));
        Assert.Equal(0, decoder.Decode([], pcm));
        Assert.Equal(320, decoder.Decode(packets[0], pcm));
    }

    [Fact]
    public void Output_too_short_is_refused()
    {
        using var decoder = new OpusDecoder(16000);
        using var encoder = new OpusEncoder(16000);

        Assert.Throws<ArgumentException>(() => decoder.Decode(new byte[2], new short[320]));
        Assert.Throws<ArgumentException>(() => encoder.Encode(new short[320], new byte[encoder.MaxBytes(320) - 1]));
        Assert.Throws<ArgumentException>(() => encoder.Encode(new short[321], new byte[10_000]));
        Assert.Throws<ArgumentException>(() => encoder.Encode(new short[7 * 320], new byte[10_000]));
        Assert.Throws<ArgumentException>(() => encoder.Encode([], new byte[10_000]));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        using var decoder = new OpusDecoder(16000);
        using var encoder = new OpusEncoder(16000);
        var tone = Pcm.Tone(440, 10_000, 16000, 320);
        var payload = new byte[encoder.MaxBytes(320)];
        var pcm = new short[decoder.MaxSamples(1)];

        Assert.Equal(0, Allocations.Of(() =>
        {
            var bytes = encoder.Encode(tone, payload);
            decoder.CountSamples(payload.AsSpan(0, bytes));
            decoder.Decode(payload.AsSpan(0, bytes), pcm);
            decoder.TryConceal(pcm.AsSpan(0, 333));
        }));
    }

    [Fact]
    public void Disposed_decoder_is_not_used_again()
    {
        var decoder = new OpusDecoder(16000);
        decoder.Dispose();
        decoder.Dispose();

        Assert.Throws<ObjectDisposedException>(() => decoder.Decode(new byte[1], new short[2000]));
    }

    private static short[] Decode(IReadOnlyList<byte[]> packets, int rate)
    {
        using var decoder = new OpusDecoder(rate);
        var heard = new List<short>();
        var pcm = new short[decoder.MaxSamples(1)];
        foreach (var packet in packets)
        {
            var samples = decoder.Decode(packet, pcm);
            Assert.Equal(decoder.CountSamples(packet), samples);
            heard.AddRange(pcm.AsSpan(0, samples));
        }
        return [.. heard];
    }

    private static List<byte[]> Encode(short[] pcm, int rate, int samplesOfPacket)
    {
        using var encoder = new OpusEncoder(rate);
        var packets = new List<byte[]>();
        var payload = new byte[encoder.MaxBytes(samplesOfPacket)];
        for (var at = 0; at + samplesOfPacket <= pcm.Length; at += samplesOfPacket)
            packets.Add(payload[..encoder.Encode(pcm.AsSpan(at, samplesOfPacket), payload)]);
        return packets;
    }
}
