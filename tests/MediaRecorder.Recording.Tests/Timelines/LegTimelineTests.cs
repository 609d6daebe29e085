using MediaRecorder.Audio.Codecs;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Recording.Tests.Timelines;

// REQ: B-01
public sealed class LegTimelineTests
{
    private const uint Ssrc = 0xABCD;

    private readonly LegTimeline _timeline = new(new RecordingClock(0, 8000));
    private LegFormats _formats = LegFormats.CreateStatic();

    [Fact]
    public void The_first_packet_lies_at_its_arrival_and_the_next_ones_at_their_rtp_time()
    {
        Put(100, 5000, atMs: 40, mark: 1);
        Put(101, 5160, atMs: 75, mark: 2); // 15 ms of jitter
        Put(102, 5320, atMs: 80, mark: 3);
        AssertMarks((320, 1), (480, 2), (640, 3));
        Assert.Equal(1, _timeline.Epochs);
    }

    [Fact]
    public void Reordered_packets_find_their_place()
    {
        Put(100, 0, atMs: 0, mark: 1);
        Put(102, 320, atMs: 40, mark: 3);
        Put(101, 160, atMs: 41, mark: 2);
        AssertMarks((0, 1), (160, 2), (320, 3));
        Assert.Equal((3L, 1L, 0L), (_timeline.Counts.Received, _timeline.Counts.Reordered, _timeline.Counts.Lost));
    }

    [Fact]
    public void A_duplicate_is_dropped_and_counted()
    {
        Put(100, 0, atMs: 0, mark: 1);
        Assert.Equal(Placement.Duplicate, Put(100, 0, atMs: 3, mark: 9));
        AssertMarks((0, 1));
        Assert.Equal(1, _timeline.Counts.Duplicated);
    }

    [Fact]
    public void What_comes_after_its_place_was_written_is_late()
    {
        Put(100, 0, atMs: 0, mark: 1);
        Put(102, 320, atMs: 40, mark: 3);
        GiveUpGaps(atMs: 200);
        _timeline.Consume(320);
        Assert.Equal(Placement.Late, Put(101, 160, atMs: 640, mark: 2));
        Assert.Equal(1, _timeline.Counts.Late);
        Assert.Equal(3, At(479));
        Assert.Equal(0, At(480));
    }

    [Fact]
    public void Of_a_packet_half_written_past_the_rest_is_placed()
    {
        Put(100, 0, atMs: 0, mark: 1);
        _timeline.Consume(200);
        Assert.Equal(Placement.Placed, Put(101, 160, atMs: 620, mark: 2));
        Assert.Equal(2, At(200));
        Assert.Equal(160 + 120, _timeline.PlacedSamples);
    }

    [Fact]
    public void Sequence_and_timestamp_wrap_without_a_seam()
    {
        Put(65_534, uint.MaxValue - 159, atMs: 0, mark: 1);
        Put(65_535, 0, atMs: 20, mark: 2);
        Put(0, 160, atMs: 40, mark: 3);
        AssertMarks((0, 1), (160, 2), (320, 3));
        Assert.Equal((1L, 0L), (_timeline.Epochs, _timeline.Counts.Lost));
    }

    [Fact]
    public void Rtp_time_that_jumps_ahead_is_anchored_anew_at_arrival()
    {
        Put(100, 0, atMs: 0, mark: 1);
        Put(101, 160 + 8000, atMs: 20, mark: 2);
        Put(102, 320 + 8000, atMs: 40, mark: 3);
        AssertMarks((0, 1), (160, 2), (320, 3));
        Assert.Equal(2, _timeline.Epochs);
    }

    [Fact]
    public void Rtp_time_that_goes_back_far_is_anchored_anew_at_once()
    {
        Put(100, 1_000_000, atMs: 0, mark: 1);
        Put(101, 5, atMs: 20, mark: 2);
        AssertMarks((0, 1), (160, 2));
        Assert.Equal(2, _timeline.Epochs);
    }

    [Fact]
    public void Rtp_time_that_stood_still_is_anchored_anew_at_a_talk_spurt()
    {
        Put(100, 0, atMs: 0, mark: 1);
        Put(101, 160, atMs: 320, mark: 2, marker: true);
        AssertMarks((0, 1), (320 * 8, 2));
        Assert.Equal(2, _timeline.Epochs);
    }

    [Fact]
    public void A_burst_after_a_stall_lies_where_it_was_spoken()
    {
        Put(100, 0, atMs: 0, mark: 1);
        for (int i = 1; i <= 25; i++)
            Put(100 + i, (uint)(160 * i), atMs: 500, mark: (short)(i + 1));
        Put(126, 160 * 26, atMs: 520, mark: 27);
        AssertMarks([.. Enumerable.Range(0, 27).Select(i => (160L * i, (short)(i + 1)))]);
        Assert.Equal(1, _timeline.Epochs);
    }

    [Fact]
    public void Packets_that_stay_behind_are_anchored_anew_after_200_ms()
    {
        Put(100, 0, atMs: 0, mark: 1);
        int atMs = 320;
        for (int i = 1; i <= 15; i++, atMs += 20)
            Put(100 + i, (uint)(160 * i), atMs, mark: (short)(i + 1));
        Assert.Equal(2, _timeline.Epochs);

        // The eleventh of them came 200 ms after the first.
        Assert.Equal(11, At(160 * 10));
        Assert.Equal(12, At(520 * 8));
    }

    [Fact]
    public void A_new_ssrc_begins_at_its_arrival_behind_what_is_there()
    {
        Put(100, 0, atMs: 0, mark: 1);
        Put(101, 160, atMs: 20, mark: 2);
        Put(7, 77_777, atMs: 30, mark: 3, ssrc: 1);
        AssertMarks((0, 1), (160, 2), (320, 3));
        Put(102, 320 + 4000, atMs: 560, mark: 4);
        Assert.Equal(4, At(4320));
        Assert.Equal(2, _timeline.Epochs);
        Assert.Equal(4, _timeline.Counts.Received);
        Assert.Equal(0, _timeline.Counts.Lost);
    }

    [Fact]
    public void Counts_outlive_senders_that_gave_up_their_place()
    {
        for (int i = 0; i < 10; i++)
            Put(i, 0, atMs: 20 * i, mark: (short)(i + 1), ssrc: (uint)(i + 1));
        Assert.Equal((10L, 10L), (_timeline.Counts.Received, _timeline.Epochs));
    }

    [Fact]
    public void A_restarted_sequence_is_believed_at_its_second_packet()
    {
        Put(100, 0, atMs: 0, mark: 1);
        Assert.Equal(Placement.Late, Put(40_000, 900, atMs: 20, mark: 2));
        Assert.Equal(Placement.Placed, Put(40_001, 1060, atMs: 40, mark: 3));
        AssertMarks((0, 1), (320, 3));
    }

    [Fact]
    public void The_meaning_of_a_payload_type_can_change_in_mid_call()
    {
        Put(100, 0, atMs: 0, mark: 1);
        _formats = LegFormats.Create([new(96, "PCMU", 8000)]);
        Assert.Equal(Placement.Ignored, Put(101, 160, atMs: 20, mark: 2));
        Assert.Equal(Placement.Placed, Put(102, 320, atMs: 40, mark: 3, type: 96));
        AssertMarks((0, 1), (320, 3));
        Assert.Equal(0, _timeline.Counts.Lost);
    }

    [Theory]
    [InlineData(0, Placement.Ignored)]
    [InlineData(1, Placement.Placed)]
    [InlineData(1600, Placement.Placed)]
    [InlineData(1601, Placement.Ignored)]
    public void A_packet_of_no_telephony_length_is_refused(int bytes, object placement) =>
        Assert.Equal((Placement)placement, Put(1, 0, atMs: 0, mark: 1, samples: bytes));

    [Fact]
    public void A_slowly_drifting_sender_comes_back_to_its_time_and_is_not_anchored_at_every_packet()
    {
        // 1 % fast: ten times worse than any clock.
        for (int i = 0; i < 5000; i++)
        {
            long atNs = i * 19_800_000L;
            _timeline.Consume(Math.Max(0, atNs / 125_000 - 4800 - _timeline.Start));
            Assert.Equal(Placement.Placed, PutAtNs(i, (uint)(160 * i), atNs));
        }

        Assert.InRange(_timeline.Epochs, 1, 10);
        Assert.Equal(0, _timeline.Counts.Late);
    }

    [Fact]
    public void Any_packets_at_all_are_placed_or_refused_within_the_window()
    {
        var random = new Random(4711);
        long nowNs = 0;
        for (int i = 0; i < 100_000; i++)
        {
            nowNs += random.Next(5) * 10_000_000L;
            _timeline.Consume(Math.Max(0, nowNs / 125_000 - 4800 - _timeline.Start));
            Assert.True(_timeline.Fits(nowNs));
            int sequence = i + (random.Next(20) == 0 ? random.Next(-6000, 6000) : 0);
            uint time = random.Next(20) == 0 ? (uint)random.NextInt64(uint.MaxValue) : (uint)(160 * i);
            PutAtNs(sequence, time, nowNs, random.Next(30) == 0, (uint)random.Next(6), random.Next(1, 1700));
        }

        Assert.True(_timeline.PlacedSamples > 0);
    }

    private Placement Put(
        int sequence, uint time, int atMs, short mark, uint ssrc = Ssrc, bool marker = false, byte type = 0,
        int samples = 160) =>
        PutAtNs(sequence, time, atMs * 1_000_000L, marker, ssrc, samples, mark, type);

    // Long enough after the last packet that no gap is waited for any more.
    private void GiveUpGaps(int atMs) => _timeline.Advance(atMs * 1_000_000L, _formats);

    private Placement PutAtNs(
        int sequence, uint time, long atNs, bool marker = false, uint ssrc = Ssrc, int samples = 160, short mark = 1,
        byte type = 0)
    {
        byte[] packet = new byte[RtpHeader.FixedBytes + samples];
        RtpHeader.Write(
            packet, new PayloadType(type), marker, new SequenceNumber((ushort)sequence), new RtpTimestamp(time),
            new Ssrc(ssrc));
        packet.AsSpan(RtpHeader.FixedBytes).Fill(Code(mark));
        Assert.True(RtpHeader.TryParse(packet, out RtpHeader header, out _));
        return _timeline.Receive(header, atNs, _formats);
    }

    // Marks 1.. are the quietest codes of µ-law, each with a value of its own: 0 is silence.
    private static byte Code(short mark) => (byte)(0xFF - mark);

    private int At(long position)
    {
        Span<short> codes = stackalloc short[1];
        short sample = Peek(position);
        for (short mark = 0; mark < 64; mark++)
        {
            MuLaw.Decode([Code(mark)], codes);
            if (codes[0] == sample)
                return mark;
        }

        return -1;
    }

    private short Peek(long position) => _timeline.Peek((int)(position - _timeline.Start) + 1)[^1];

    // Each mark fills its 160 samples, and there is silence between them and after the last.
    private void AssertMarks(params (long Position, short Mark)[] marks)
    {
        long end = _timeline.Start;
        foreach ((long position, short mark) in marks)
        {
            for (long silent = end; silent < position; silent++)
                Assert.Equal(0, At(silent));
            for (long at = position; at < position + 160; at++)
                Assert.Equal(mark, At(at));
            end = position + 160;
        }

        Assert.Equal(0, At(end));
    }
}
