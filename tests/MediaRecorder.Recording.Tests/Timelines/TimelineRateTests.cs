using System.Buffers.Binary;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Codecs.G722;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Buffers;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Keys;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.TestKit.Measurements;

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

    // The path becomes quicker by 12 ms: that is taken back in silence, an eighth of a packet at most, at every rate.
    [Theory]
    [InlineData(0, 8000)]
    [InlineData(0, 48_000)]
    [InlineData(9, 8000)]
    [InlineData(97, 8000)]
    [InlineData(96, 16_000)]
    public void A_quiet_packet_is_made_shorter_by_an_eighth_of_what_it_is_in_the_file(byte type, int rate)
    {
        var feed = new TimelineFeed(LegFormats.Create(Formats), rate);
        using var voice = new Voice { Amplitude = 0 };
        long shortest = long.MaxValue;
        for (int i = 0; i < 110; i++)
        {
            long before = feed.Timeline.PlacedSamples;
            feed.Put(i, Voice.TicksAt(type, i), 20 * i + (i < 60 ? 112 : 100), voice.Say(type), type);
            if (i > 0)
                shortest = Math.Min(shortest, feed.Timeline.PlacedSamples - before);
            if (i > 30)
                feed.Timeline.Consume(rate / 50);
        }

        Assert.InRange(shortest, rate / 50 * 7 / 8 - 1, rate / 50 * 7 / 8 + 1);
    }

    [Theory]
    [InlineData(0, 8000)]
    [InlineData(0, 48_000)]
    [InlineData(97, 8000)]
    public void A_loud_packet_is_made_shorter_by_no_more_than_a_tenth_of_a_semitone(byte type, int rate)
    {
        var feed = new TimelineFeed(LegFormats.Create(Formats), rate);
        using var voice = new Voice();
        long shortest = long.MaxValue;
        for (int i = 0; i < 110; i++)
        {
            long before = feed.Timeline.PlacedSamples;
            feed.Put(i, Voice.TicksAt(type, i), 20 * i + (i < 60 ? 112 : 100), voice.Say(type), type);
            if (i > 0)
                shortest = Math.Min(shortest, feed.Timeline.PlacedSamples - before);
            if (i > 30)
                feed.Timeline.Consume(rate / 50);
        }

        Assert.Equal(rate / 50 - rate / 8000, shortest);
    }

    // What a resampler holds back is said, too, when nothing comes any more.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_last_samples_are_heard_at_the_end_and_before_a_long_pause(bool isEnd)
    {
        var feed = new TimelineFeed(LegFormats.Create(Formats), 16_000);
        using var voice = new Voice();
        for (int i = 0; i < 20; i++)
            feed.Put(i, Voice.TicksAt(0, i), 20 * i, voice.Say(0));
        if (isEnd)
            feed.Timeline.End(feed.Formats);
        else
            feed.AdvanceTo(380 + 420);
        AssertTone(feed.Samples(390 * 16, 10 * 16), 16_000, purity: 0.9);
    }

    // REQ: J-02
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sender_that_changes_its_codec_with_each_packet_costs_no_memory(bool hearsTones)
    {
        var keys = new LegKeys(default, LegId.Ingress, new RecordingClock(0, 8000), new Mailbox<KeyPress>());
        var timeline = new LegTimeline(new RecordingClock(0, 8000), keys: keys);
        LegFormats formats = LegFormats.Create([new(100, "L16", 11_025), new(101, "L16", 22_050)], hearsTones);
        keys.SetFormats(formats);
        byte[] packet = new byte[RtpHeader.FixedBytes + 440];
        int number = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 20; i++, number++)
            {
                RtpHeader.Write(
                    packet, new PayloadType((byte)(100 + number % 2)), false, new SequenceNumber((ushort)number),
                    new RtpTimestamp((uint)number * 220), new Ssrc(1));
                Assert.True(RtpHeader.TryParse(packet, out RtpHeader header, out _));
                timeline.Receive(header, number * 20_000_000L, formats);
                timeline.Advance(number * 20_000_000L, formats);
                timeline.Consume(number > 40 ? 160 : 0);
            }
        }));
        Assert.Equal(60, timeline.Epochs);
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

        public int Amplitude { get; init; } = 8000;

        public static long TicksAt(byte type, int packet) => packet * 20L * (type == 97 ? 48 : type == 96 ? 16 : 8);

        public void Dispose() => _g722.Dispose();

        public byte[] Say(byte type)
        {
            int rate = type switch { 0 or 98 => 8000, 97 => 48_000, _ => 16_000 };
            short[] pcm = new short[rate / 50];
            for (int i = 0; i < pcm.Length; i++)
                pcm[i] = (short)(Amplitude * Math.Sin(2 * Math.PI * Hz * (_ms / 1000.0 + (double)i / rate)));
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
