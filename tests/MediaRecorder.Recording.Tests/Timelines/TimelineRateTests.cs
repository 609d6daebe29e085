using System.Buffers.Binary;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Codecs.G722;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Tests.Timelines;

/// <summary>Codecs of other clocks and rates than the recording's, and changes between them.</summary>
// REQ: A-08
public sealed class TimelineRateTests
{
    private const double Hz = 700;

    private static readonly PayloadFormat[] Formats =
    [
        new(0, "PCMU", 8000), new(9, "G722", 8000), new(96, "L16", 16_000), new(97, "L16", 48_000),
        new(98, "L16", 8000),
    ];

    [Theory]
    [InlineData(0, 8000)]
    [InlineData(0, 16_000)]
    [InlineData(0, 48_000)]
    [InlineData(9, 8000)]
    [InlineData(9, 16_000)]
    [InlineData(9, 48_000)]
    [InlineData(96, 8000)]
    [InlineData(97, 8000)]
    [InlineData(97, 16_000)]
    public void A_tone_is_that_tone_in_its_place_at_every_rate(byte type, int rate)
    {
        var feed = new TimelineFeed(LegFormats.Create(Formats), rate);
        using var voice = new Voice();
        for (int i = 0; i < 40; i++)
            Assert.Equal(Placement.Placed, feed.Put(i, Voice.TicksAt(type, i), 100 + 20 * i, voice.Say(type), type));

        AssertTone(feed.Samples(rate * 110 / 1000, rate * 780 / 1000), rate);
        Assert.All(feed.Samples(0, rate / 10 - rate / 500), sample => Assert.Equal(0, sample));
        Assert.InRange(feed.Timeline.PlacedSamples, rate * 8 / 10 - rate / 250, rate * 8 / 10);
        Assert.Equal(1, feed.Timeline.Epochs);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    public void A_call_that_changes_its_codec_again_and_again_stays_in_its_time(int rate)
    {
        var feed = new TimelineFeed(LegFormats.Create(Formats), rate);
        using var voice = new Voice();
        byte[] types = [0, 9, 96, 97, 98, 0];
        for (int i = 0; i < 60; i++)
        {
            byte type = types[i / 10];
            feed.Put(i, Voice.TicksAt(type, i), 20 * i, voice.Say(type), type);
            if (i % 10 == 9)
                AssertTone(feed.Samples(rate * (20 * (i - 8)) / 1000, rate * 140 / 1000), rate);
        }

        // A codec change between RTP clocks begins a new epoch; none of them moves the voice.
        Assert.Equal(4, feed.Timeline.Epochs);
        Assert.Equal(0, feed.Timeline.LatePackets);
        short[] pcm = feed.Samples(rate / 100, rate * 1140 / 1000);
        for (int i = 0; i + rate / 500 < pcm.Length; i++)
            Assert.True(pcm.AsSpan(i, rate / 500).IndexOfAnyExcept((short)0) >= 0, $"2 ms of silence at {i}");
    }

    [Theory]
    [InlineData(9, 8000)]
    [InlineData(0, 16_000)]
    [InlineData(97, 16_000)]
    public void A_loss_at_another_rate_is_concealed_in_its_place(byte type, int rate)
    {
        var feed = new TimelineFeed(LegFormats.Create(Formats), rate);
        using var voice = new Voice();
        for (int i = 0; i < 40; i++)
        {
            byte[] payload = voice.Say(type);
            if (i != 20)
                feed.Put(i, Voice.TicksAt(type, i), 20 * i, payload, type);
        }

        feed.AdvanceTo(1000);
        AssertTone(feed.Samples(rate * 350 / 1000, rate * 140 / 1000), rate, purity: 0.9);
        AssertTone(feed.Samples(rate * 450 / 1000, rate * 340 / 1000), rate);
        Assert.InRange(feed.Timeline.ConcealedSamples, rate / 50 - 2, rate / 50 + 2);
    }

    [Fact]
    public void What_is_no_g711_is_encoded_to_the_law_of_the_file()
    {
        var feed = new TimelineFeed(LegFormats.Create(Formats), 8000, WavEncoding.Alaw);
        using var voice = new Voice();
        for (int i = 0; i < 40; i++)
            feed.Put(i, Voice.TicksAt(9, i), 20 * i, voice.Say(9), 9);
        short[] pcm = new short[5000];
        ALaw.Decode(feed.Timeline.PeekCodes(6000)[1000..], pcm);
        AssertTone(pcm, 8000);
    }

    private static void AssertTone(short[] pcm, int rate, double purity = 0.985)
    {
        double total = Goertzel.TotalPower(pcm);
        Assert.True(total > 1e6, $"silence, power {total}");
        double share = new Goertzel(Hz, rate).Power(pcm) / total;
        Assert.True(share > purity, $"{share:p1} of it is the tone");
    }

    /// <summary>A tone that goes on through every change of codec.</summary>
    private sealed class Voice : IDisposable
    {
        private readonly G722Encoder _g722 = new();
        private long _ms;

        public static long TicksAt(byte type, int packet) => packet * 20L * (type == 97 ? 48 : type == 96 ? 16 : 8);

        public void Dispose() => _g722.Dispose();

        public byte[] Say(byte type)
        {
            int rate = type switch { 0 or 98 => 8000, 97 => 48_000, _ => 16_000 };
            short[] pcm = new short[rate / 50];
            for (int i = 0; i < pcm.Length; i++)
                pcm[i] = (short)(8000 * Math.Sin(2 * Math.PI * Hz * (_ms / 1000.0 + (double)i / rate)));
            _ms += 20;
            byte[] payload = new byte[type >= 96 ? 2 * pcm.Length : 160];
            if (type == 0)
            {
                MuLaw.Encode(pcm, payload);
            }
            else if (type == 9)
            {
                _g722.Encode(pcm, payload);
            }
            else
            {
                for (int i = 0; i < pcm.Length; i++)
                    BinaryPrimitives.WriteInt16BigEndian(payload.AsSpan(2 * i), pcm[i]);
            }

            return payload;
        }
    }
}
