using MediaRecorder.Audio.Codecs;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Tests.Timelines;

/// <summary>Where senders begin, change, stand still and talk at the same time.</summary>
// REQ: B-01
public sealed class TimelineSenderTests
{
    private readonly TimelineFeed _feed = new(TimelineFeed.G711);

    [Fact]
    public void First_packets_that_were_held_up_are_moved_to_the_paths_least_delay()
    {
        // The first comes 40 ms late, those after the fourth do not.
        for (int i = 0; i < 20; i++)
            _feed.Put(i, i * 160, 500 + i * 20 + (i < 4 ? 40 : 0), Level(1000));
        Assert.Equal(0, At(540 * 8 - 1));
        _feed.AdvanceTo(540 + 400);
        Assert.Equal(0, At(500 * 8 - 1));
        Assert.NotEqual(0, At(500 * 8));
        Assert.NotEqual(0, At(500 * 8 + 20 * 160 - 1));
        Assert.Equal(0, At(500 * 8 + 20 * 160));
        Assert.Equal(1, _feed.Timeline.Epochs);
    }

    [Fact]
    public void What_was_spoken_before_the_recording_falls_out_of_it_and_the_rest_lies_right()
    {
        // The first packet was held up by 20 ms and comes 5 ms after the recording's beginning.
        var feed = new TimelineFeed(TimelineFeed.G711);
        for (int i = 0; i < 40; i++)
            feed.Put(i, i * 160, i == 0 ? 5 : 5 + (i - 1) * 20, [.. Enumerable.Repeat((byte)(0x80 + i), 160)]);
        feed.AdvanceTo(800);

        for (int i = 1; i < 40; i++)
        {
            short spoken = feed.Samples((5 + (i - 1) * 20) * 8 + 80, 1)[0];
            Assert.Equal(Sample(0x80 + i), spoken);
        }

        static short Sample(int code)
        {
            short[] pcm = new short[1];
            MuLaw.Decode([(byte)code], pcm);
            return pcm[0];
        }
    }

    // The network lets go of the first 300 ms at once; one packet of them is lost.
    [Fact]
    public void A_sender_whose_first_packets_come_in_one_burst_is_heard_whole()
    {
        for (int i = 0; i < 40; i++)
        {
            double atMs = Math.Max(400, 100 + i * 20);
            if (i != 9)
                _feed.Put(i, i * 160, atMs, Level((short)(1000 + 300 * (i % 8))));
            _feed.AdvanceTo(atMs);
        }

        Assert.Equal(1, _feed.Timeline.Epochs);
        Assert.Equal(0, At(100 * 8 - 1));
        for (int i = 0; i < 40; i++)
        {
            if (i is not (9 or 10))
                Assert.InRange(At((100 + 20 * i + 10) * 8), 900 + 300 * (i % 8), 1100 + 300 * (i % 8));
        }
    }

    // As ffmpeg -re does, which reads 2048 samples at a time.
    [Fact]
    public void A_sender_that_sends_a_quarter_of_a_second_at_a_time_is_heard_whole()
    {
        for (int i = 0; i < 52; i++)
            _feed.Put(i, i * 160, 500 + i / 13 * 260, Level((short)(1000 + 300 * (i % 8))));
        _feed.AdvanceTo(1400);
        Assert.Equal(1, _feed.Timeline.Epochs);

        // The last of a piece has waited for nobody.
        for (int i = 0; i < 52; i++)
            Assert.InRange(At((260 + 20 * i + 10) * 8), 900 + 300 * (i % 8), 1100 + 300 * (i % 8));
    }

    // What was moved is right: nothing of it is taken back.
    [Fact]
    public void What_follows_the_first_packets_lies_at_its_rtp_time_from_their_new_place()
    {
        byte[] payload = Level(1000);
        for (int i = 0; i < 45; i++)
        {
            payload[0] = Level(i == 40 ? (short)-8000 : (short)1000)[0];
            _feed.Put(i, i * 160, 100 + i * 20 + (i < 4 ? 15 : 0), payload);
        }

        Assert.True(At((100 + 40 * 20) * 8) < -7000);
        Assert.True(At((100 + 40 * 20) * 8 - 1) > 900);
    }

    [Fact]
    public void A_new_sender_is_not_moved_over_the_one_before()
    {
        for (int i = 0; i < 10; i++)
            _feed.Put(i, i * 160, i * 20, Level(1000));
        for (int i = 0; i < 30; i++)
            _feed.Put(500 + i, i * 160, 150 + i * 20 + (i < 2 ? 60 : 0), Level(-1000), ssrc: 2);
        _feed.AdvanceTo(210 + 400);
        Assert.True(At(10 * 160 - 1) > 900);
        Assert.True(At(10 * 160) < -900);
    }

    // The network keeps the first 150 ms of a call and lets go of them at once, and soon after another sender goes on.
    [Fact]
    public void First_packets_in_a_burst_are_moved_to_their_time_before_another_sender_follows()
    {
        for (int i = 0; i < 11; i++)
            _feed.Put(i, i * 160, Math.Max(250, 100 + i * 20), Level(1000));
        for (int i = 11; i < 40; i++)
            _feed.Put(500 + i, i * 160, 100 + i * 20, Level(-1000), ssrc: 2);
        _feed.AdvanceTo(900);
        Assert.Equal(0, At(100 * 8 - 1));
        Assert.True(At(100 * 8) > 900);
        Assert.True(At(320 * 8 - 1) > 900);
        Assert.True(At(320 * 8) < -900);
        Assert.True(At(900 * 8 - 1) < -900);
        Assert.Equal(0, At(900 * 8));
    }

    // The path became quicker by 150 ms, so that what was said last lies that much ahead of its arrival.
    [Fact]
    public void A_new_sender_is_never_settled_to_a_later_time_than_it_came()
    {
        for (int i = 0; i < 40; i++)
            _feed.Put(i, i * 160, i * 20 + (i < 30 ? 200 : 50), Level(1000));
        _feed.AdvanceTo(820);
        _feed.Timeline.Consume(400 * 8);

        // Held up by 60 ms at first: it begins behind the overhang, and settles.
        for (int i = 40; i < 80; i++)
            _feed.Put(500 + i, i * 160, i * 20 + (i < 42 ? 80 : 50), Level(-8000), ssrc: 2);
        _feed.AdvanceTo(1660);
        short[] heard = _feed.Samples(0, 1300 * 8);
        int begins = Array.FindIndex(heard, sample => sample < -6000) / 8 + 400;
        Assert.InRange(begins, 840, 940);
    }

    [Fact]
    public void Two_senders_at_once_are_both_heard()
    {
        for (int i = 0; i < 20; i++)
        {
            _feed.Put(i, i * 160, i * 20, Level(1000));
            if (i >= 5)
                _feed.Put(900 + i, i * 160, i * 20 + 1, Level(4000), ssrc: 2);
        }

        Assert.InRange(At(2 * 160 + 80), 900, 1100);
        Assert.InRange(At(15 * 160 + 80), 4800, 5200);
        Assert.Equal(2, _feed.Timeline.Epochs);
    }

    [Fact]
    public void A_sender_that_comes_back_to_an_earlier_ssrc_goes_on_in_its_time()
    {
        for (int i = 0; i < 5; i++)
            _feed.Put(i, i * 160, i * 20, Level(1000));
        for (int i = 5; i < 10; i++)
            _feed.Put(i, 77 + i * 160, i * 20, Level(2000), ssrc: 2);
        for (int i = 10; i < 15; i++)
            _feed.Put(i - 5, i * 160, i * 20 + 9, Level(3000));
        Assert.InRange(At(10 * 160), 2900, 3100);
        Assert.InRange(At(10 * 160 - 1), 1900, 2100);
        Assert.Equal(2, _feed.Timeline.Epochs);
    }

    [Fact]
    public void A_talk_spurt_that_the_network_held_up_lies_where_it_was_spoken()
    {
        for (int i = 0; i < 5; i++)
            _feed.Put(i, i * 160, i * 20, Level(1000));

        // Half a second of pause, and 250 ms of a stalled network.
        for (int i = 5; i < 20; i++)
            _feed.Put(i, (25 + i) * 160, Math.Max(850, (25 + i) * 20), Level(2000), marker: i == 5);
        Assert.Equal(0, At(30 * 160 - 1));
        Assert.InRange(At(30 * 160), 1900, 2100);
        Assert.Equal(1, _feed.Timeline.Epochs);
    }

    [Fact]
    public void Rtp_time_that_ran_on_too_fast_in_a_pause_is_anchored_anew()
    {
        for (int i = 0; i < 40; i++)
            _feed.Put(i, i * 160, i * 20, Level(1000));

        // RTP time says a second, and half a second has passed.
        _feed.AdvanceTo(1300);
        _feed.Timeline.Consume(40 * 160);
        _feed.Put(40, 40 * 160 + 8000, 1300, Level(2000), marker: true);
        Assert.Equal(2, _feed.Timeline.Epochs);
        Assert.Equal(0, At(1300 * 8 - 1));
        Assert.InRange(At(1300 * 8), 1900, 2100);
    }

    // Nothing is kept of who speaks one packet only, and it is seen that somebody does.
    [Fact]
    public void A_sender_whose_place_is_taken_is_counted()
    {
        for (int i = 0; i < 20; i++)
            Assert.Equal(Placement.Placed, _feed.Put(i, i * 160, i * 20, Level(1000), ssrc: (uint)i));
        Assert.Equal((16L, 20L), (_feed.Counters.ReplacedSenders, _feed.Timeline.Counts.Received));
    }

    [Fact]
    public void Packets_may_change_their_length()
    {
        int[] lengthsMs = [20, 30, 10, 60, 20, 5];
        int ms = 0;
        for (int i = 0; i < lengthsMs.Length; i++)
        {
            _feed.Put(i, ms * 8, ms, Level((short)(1000 * (i + 1)), lengthsMs[i] * 8));
            ms += lengthsMs[i];
        }

        int end = 0;
        for (int i = 0; i < lengthsMs.Length; i++)
        {
            Assert.InRange(At(end), 1000 * (i + 1) - 150, 1000 * (i + 1) + 150);
            end += lengthsMs[i] * 8;
            Assert.InRange(At(end - 1), 1000 * (i + 1) - 150, 1000 * (i + 1) + 150);
        }
    }

    // Seen in the wild: 8000 samples a second with the clock of L16/11025.
    [Fact]
    public void A_sender_that_is_slower_than_its_rtp_time_loses_no_sound()
    {
        const int packets = 45;
        for (int i = 0; i < packets; i++)
        {
            _feed.Put(i, i * 160, i * 27.5, Level(1000));
            _feed.AdvanceTo(i * 27.5);
        }

        Assert.Equal(packets * 160, _feed.Timeline.PlacedSamples);
        Assert.Equal((0, 2), (_feed.Timeline.LatePackets, _feed.Timeline.Epochs));
    }

    // Seen in the wild, of a gateway: packets of 10 ms with a key beside them, one of 5 ms, comfort noise, packets of 20 ms,
    // and after a transfer RTP time from 0 under the same SSRC, without a marker.
    [Fact]
    public void A_gateway_that_does_all_at_once_is_heard_in_its_place()
    {
        _feed.Formats = LegFormats.Create([new(8, "PCMA", 8000), new(100, "telephone-event", 8000)]);
        int number = 0;
        long time = 71_320;
        double ms = 0;
        var expected = new List<double>();
        void Say(int samples, bool marker = false)
        {
            byte[] codes = new byte[samples];
            Array.Fill(codes, (byte)0xAA);
            Assert.Equal(Placement.Placed, _feed.Put(number++, time, ms, codes, type: 8, marker: marker));
            expected.AddRange(Enumerable.Range(0, samples / 8).Select(i => ms + i));
            time += samples;
            ms += samples / 8;
            _feed.AdvanceTo(ms);
        }

        for (int i = 0; i < 10; i++)
            Say(80);
        for (int i = 0; i < 3; i++)
        {
            byte[] key = [0, (byte)(i == 2 ? 0x8A : 10), 0, 160];
            Assert.Equal(Placement.Event, _feed.Put(number++, time - 16, ms, key, type: 100, marker: i == 0));
            Say(80);
            Say(80);
        }

        Say(40);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(Placement.Ignored, _feed.Put(number++, time, ms, [64], type: 13));
            time += 1200;
            ms += 150;
        }

        for (int i = 0; i < 5; i++)
            Say(160, marker: i == 0);
        time = 0;
        for (int i = 0; i < 5; i++)
            Say(160);
        Assert.Equal((0, 2), (_feed.Timeline.LatePackets, _feed.Timeline.Epochs));
        for (int i = 0; i < ms; i++)
            Assert.Equal(expected.Contains(i), At(8 * i + 4) > 1000);
    }

    private static byte[] Level(short level, int samples = 160)
    {
        byte[] codes = new byte[samples];
        short[] pcm = new short[samples];
        Array.Fill(pcm, level);
        MuLaw.Encode(pcm, codes);
        return codes;
    }

    private short At(int position) => _feed.Samples(position - (int)_feed.Timeline.Start, 1)[0];
}
