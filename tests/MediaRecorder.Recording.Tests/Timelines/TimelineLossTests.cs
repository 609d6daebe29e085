using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Tests.Timelines;

/// <summary>What becomes of gaps: loss is concealed, a pause is silence.</summary>
// REQ: B-01 A-08
public sealed class TimelineLossTests
{
    private readonly byte[][] _packets = Tone(60);
    private TimelineFeed _feed = new(TimelineFeed.G711);

    [Fact]
    public void A_lost_packet_is_concealed_and_counted_and_what_follows_keeps_its_place()
    {
        Play(0, 10);
        Play(11, 20);
        _feed.AdvanceTo(1000);
        Assert.Equal(160, _feed.Timeline.ConcealedSamples);
        Assert.Equal(19 * 160, _feed.Timeline.PlacedSamples);

        // A tone goes on through the gap as if nothing had been lost.
        AssertTone(8 * 160, 5 * 160);
        AssertAsSaid(12, 20);
        Assert.Equal(1, _feed.Timeline.Counts.Lost);
    }

    [Fact]
    public void A_long_loss_fades_to_silence()
    {
        Play(0, 10);
        Play(30, 32);
        _feed.AdvanceTo(1000);
        Assert.Equal(480, _feed.Timeline.ConcealedSamples);
        Assert.All(_feed.Samples(10 * 160 + 480, 17 * 160), sample => Assert.Equal(0, sample));
        AssertAsSaid(31, 32);
    }

    [Fact]
    public void A_packet_that_comes_within_160_ms_is_waited_for()
    {
        Play(0, 10);
        Play(11, 18);
        Assert.All(_feed.Samples(10 * 160, 160), sample => Assert.Equal(0, sample));
        _feed.Put(10, 1600, 359, _packets[10]);
        AssertAsSaid(0, 18);
        Assert.Equal((0L, 0L, 1L), (
            _feed.Timeline.ConcealedSamples, _feed.Timeline.LatePackets, _feed.Timeline.Counts.Reordered));
    }

    [Fact]
    public void A_packet_that_comes_after_its_gap_was_given_up_is_late()
    {
        Play(0, 10);
        Play(11, 20);
        _feed.AdvanceTo(11 * 20 + 160);
        Assert.Equal(Placement.Late, _feed.Put(10, 1600, 400, _packets[10]));
        Assert.Equal(1, _feed.Timeline.LatePackets);
    }

    // 10 is lost, the network stalls, and 12 overtakes 11, which comes too far behind its time to wait for 10.
    [Fact]
    public void A_packet_that_may_not_wait_is_played_before_those_that_do()
    {
        using var decoder = new CountingDecoder();
        _feed = new TimelineFeed(LegFormats.CreateFor(0, decoder));
        for (int i = 0; i < 10; i++)
            _feed.Put(i, i * 160, i * 20, Numbered(i));
        _feed.Put(12, 12 * 160, 12 * 20 + 390, Numbered(12));
        _feed.Put(11, 11 * 160, 11 * 20 + 420, Numbered(11));
        _feed.Put(13, 13 * 160, 13 * 20 + 400, Numbered(13));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13], decoder.Decoded);
        Assert.Equal((1L, 0L), (_feed.Timeline.Counts.Lost, _feed.Timeline.LatePackets));
        Assert.Equal((160L, 13L * 160), (_feed.Timeline.ConcealedSamples, _feed.Timeline.PlacedSamples));
    }

    [Fact]
    public void A_packet_whose_place_was_written_while_it_waited_is_counted_by_leg_and_worker()
    {
        Play(0, 10);
        Play(11, 13);
        _feed.Timeline.Consume(13 * 160);
        _feed.AdvanceTo(1000);
        Assert.Equal((2L, 2L), (_feed.Timeline.LatePackets, _feed.Counters.LatePackets));
        Assert.Equal(Placement.Late, _feed.Put(10, 1600, 1001, _packets[10]));
        Assert.Equal((3L, 3L), (_feed.Timeline.LatePackets, _feed.Counters.LatePackets));
    }

    // 42 is 32 ahead of the first that was lost, and overtakes 41 by 5 ms.
    [Fact]
    public void After_a_long_loss_packets_may_still_overtake_each_other()
    {
        Play(0, 10);
        Play(36, 41);
        Assert.Equal(Placement.Placed, _feed.Put(42, 42 * 160, 840, _packets[42]));
        Assert.Equal(Placement.Placed, _feed.Put(41, 41 * 160, 845, _packets[41]));
        _feed.AdvanceTo(1000);
        AssertAsSaid(37, 43);
        Assert.Equal((0L, 26L), (_feed.Timeline.LatePackets, _feed.Timeline.Counts.Lost));
    }

    // RFC 4733 §2.5.1: all packets of a key bear the time of its start, which says nothing of how late they are.
    [Fact]
    public void A_packet_of_a_long_key_may_wait_for_an_earlier_one()
    {
        _feed = new TimelineFeed(LegFormats.Create([new(0, "PCMU", 8000), new(101, "telephone-event", 8000)]));
        Play(0, 40);
        Assert.Equal(Placement.Event, _feed.Put(41, 10 * 160, 41 * 20, [1, 10, 0, 160], type: 101));
        Assert.Equal(Placement.Placed, _feed.Put(40, 40 * 160, 41 * 20 + 30, _packets[40]));
        Assert.Equal(0, _feed.Timeline.LatePackets);
    }

    // A packet of 10 ms and one of 20 are lost; the codec makes up for packets of 20.
    [Theory]
    [InlineData(9, 240)]
    [InlineData(1, 160)]
    public void A_codec_conceals_no_more_than_the_gap(int conceals, int expected)
    {
        using var decoder = new CountingDecoder { Conceals = conceals };
        _feed = new TimelineFeed(LegFormats.CreateFor(0, decoder));
        for (int i = 0; i < 10; i++)
            _feed.Put(i, i * 160, i * 20, Numbered(i));
        for (int i = 12; i < 20; i++)
            _feed.Put(i, i * 160 - 80, i * 20 - 10, Numbered(i));
        _feed.AdvanceTo(1000);
        Assert.Equal(expected, _feed.Timeline.ConcealedSamples);
        Assert.Equal(18 * 160, _feed.Timeline.PlacedSamples);
        Assert.Equal(1000, _feed.Samples(12 * 160 - 80, 1)[0]);
    }

    [Fact]
    public void Nothing_waits_beyond_the_end()
    {
        Play(0, 10);
        Play(12, 14);
        _feed.Timeline.Flush(_feed.Formats);
        AssertAsSaid(13, 14);
    }

    [Fact]
    public void A_pause_of_the_sender_is_silence_and_no_loss()
    {
        Play(0, 10);
        for (int i = 10; i < 15; i++)
            _feed.Put(i, (i + 20) * 160, (i + 20) * 20, _packets[i], marker: i == 10);
        Assert.Equal((0L, 0L), (_feed.Timeline.ConcealedSamples, _feed.Timeline.Counts.Lost));
        Assert.All(_feed.Samples(1600, 20 * 160), sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void Comfort_noise_and_keys_fill_their_numbers_with_silence()
    {
        _feed = new TimelineFeed(LegFormats.Create(
            [new(0, "PCMU", 8000), new(13, "CN", 8000), new(101, "telephone-event", 8000)]));
        Play(0, 10);
        Assert.Equal(Placement.Ignored, _feed.Put(10, 1600, 200, [60], type: 13));
        for (int i = 11; i < 16; i++)
            Assert.Equal(Placement.Event, _feed.Put(i, 1760, i * 20, [1, 10, 0, 160], type: 101));
        for (int i = 16; i < 30; i++)
            _feed.Put(i, i * 160, i * 20, _packets[i]);
        _feed.AdvanceTo(1000);
        Assert.Equal((0L, 0L), (_feed.Timeline.ConcealedSamples, _feed.Timeline.Counts.Lost));
        Assert.All(_feed.Samples(1600, 960), sample => Assert.Equal(0, sample));
        AssertAsSaid(16, 30);
    }

    [Fact]
    public void In_a_file_of_codes_loss_is_concealed_and_all_else_stays_as_it_came()
    {
        _feed = new TimelineFeed(TimelineFeed.G711, encoding: WavEncoding.Mulaw);
        Play(0, 10);
        Play(11, 20);
        _feed.AdvanceTo(1000);
        byte[] codes = _feed.Timeline.PeekCodes(20 * 160).ToArray();
        for (int i = 0; i < 20; i++)
        {
            // What was lost is made up, and the 10 ms after it are blended with what was made up.
            if (i == 10)
                Assert.DoesNotContain(codes[(i * 160)..((i + 1) * 160)].Chunk(40), part => part.All(code => code == MuLaw.Silence));
            else
                Assert.Equal(_packets[i][(i == 11 ? 80 : 0)..], codes[(i * 160 + (i == 11 ? 80 : 0))..((i + 1) * 160)]);
        }
    }

    private static byte[] Numbered(int number)
    {
        byte[] payload = new byte[160];
        payload[0] = (byte)number;
        return payload;
    }

    private static byte[][] Tone(int packets)
    {
        var tone = new ToneGenerator(400, 8000, 8000);
        short[] pcm = new short[160];
        byte[][] payloads = new byte[packets][];
        for (int i = 0; i < packets; i++)
        {
            tone.Fill(pcm);
            MuLaw.Encode(pcm, payloads[i] = new byte[160]);
        }

        return payloads;
    }

    private void Play(int from, int to)
    {
        for (int i = from; i < to; i++)
            Assert.Equal(Placement.Placed, _feed.Put(i, i * 160, i * 20, _packets[i]));
    }

    private void AssertAsSaid(int from, int to)
    {
        short[] said = new short[160];
        for (int i = from; i < to; i++)
        {
            MuLaw.Decode(_packets[i], said);
            Assert.Equal(said, _feed.Samples(i * 160, 160));
        }
    }

    private void AssertTone(int from, int count)
    {
        short[] pcm = _feed.Samples(from, count);
        Assert.True(new Goertzel(400, 8000).Power(pcm) > 0.97 * Goertzel.TotalPower(pcm), "the tone is broken");
    }
}
