using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Statistics;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Rtp.Tests.Statistics;

public sealed class ReceiverStatisticsTests
{
    private const int PacketNs = 20_000_000;
    private const int PacketTicks = 160;

    [Fact]
    public void Clean_stream_across_the_wrap_has_nothing_to_report()
    {
        var statistics = Receive(Enumerable.Range(65_500, 200).ToArray());

        Assert.Equal(200, statistics.ReceivedPackets);
        Assert.Equal(0, statistics.LostPackets);
        Assert.Equal(0, statistics.DuplicatePackets);
        Assert.Equal(0, statistics.ReorderedPackets);
        Assert.Equal(0u, statistics.JitterRtpTicks);
    }

    [Fact]
    public void Before_the_first_packet_nothing_is_lost()
    {
        Assert.Equal(0, new ReceiverStatistics(8000).LostPackets);
    }

    [Fact]
    public void Gap_counts_as_lost_until_the_straggler_comes()
    {
        var statistics = Receive(1, 2, 5);
        Assert.Equal(2, statistics.LostPackets);

        Assert.Equal(PacketArrival.Reordered, statistics.Receive(new SequenceNumber(3), default, 0));
        Assert.Equal(1, statistics.LostPackets);
        Assert.Equal(1, statistics.ReorderedPackets);
    }

    [Fact]
    public void Duplicate_does_not_hide_a_loss()
    {
        var statistics = Receive(1, 2, 2, 4, 2);

        Assert.Equal(5, statistics.ReceivedPackets);
        Assert.Equal(2, statistics.DuplicatePackets);
        Assert.Equal(0, statistics.ReorderedPackets);
        Assert.Equal(1, statistics.LostPackets);
    }

    [Fact]
    public void Packet_from_before_the_first_widens_the_range()
    {
        var statistics = Receive(10, 8);

        Assert.Equal(1, statistics.ReorderedPackets);
        Assert.Equal(1, statistics.LostPackets);
    }

    [Fact]
    public void Leap_needs_a_second_packet_to_be_believed()
    {
        var statistics = Receive(100, 101);

        Assert.Equal(PacketArrival.Suspect, statistics.Receive(new SequenceNumber(20_000), default, 0));
        Assert.Equal(PacketArrival.InOrder, statistics.Receive(new SequenceNumber(102), default, 0));
        Assert.Equal(PacketArrival.Suspect, statistics.Receive(new SequenceNumber(20_000), default, 0));
        Assert.Equal(PacketArrival.Restarted, statistics.Receive(new SequenceNumber(20_001), default, 0));

        Assert.Equal(0, statistics.LostPackets);
        Assert.Equal(4, statistics.ReceivedPackets);
    }

    [Fact]
    public void Losses_before_a_restart_are_kept()
    {
        var statistics = Receive(1, 4, 40_000, 40_001, 40_003);

        Assert.Equal(3, statistics.LostPackets);
    }

    [Theory]
    [InlineData(3000, PacketArrival.InOrder)]
    [InlineData(3001, PacketArrival.Suspect)]
    [InlineData(-99, PacketArrival.Reordered)]
    [InlineData(-100, PacketArrival.Suspect)]
    public void Limits_are_those_of_appendix_A1(int distance, PacketArrival arrival)
    {
        var statistics = Receive(30_000);

        Assert.Equal(arrival, statistics.Receive(new SequenceNumber(30_000).Plus(distance), default, 0));
    }

    [Fact]
    public void Jitter_follows_the_formula_of_RFC_3550()
    {
        var statistics = new ReceiverStatistics(8000);
        var random = new Random(8);
        double expected = 0;
        long? lastTransitTicks = null;
        for (var i = 0; i < 500; i++)
        {
            // Whole ticks, so that formula and integer arithmetic see the same arrival.
            var arrivalTicks = 1_000_000L + (i * PacketTicks) + random.Next(200);
            var timestamp = new RtpTimestamp(uint.MaxValue - 1000).Plus(i * PacketTicks);
            statistics.Receive(new SequenceNumber((ushort)i), timestamp, arrivalTicks * 125_000);
            var transitTicks = arrivalTicks - (i * PacketTicks);
            if (lastTransitTicks is { } last)
                expected += (Math.Abs(transitTicks - last) - expected) / 16;
            lastTransitTicks = transitTicks;
        }
        // A.8 keeps 4 fractional bits and drops the rest: at most one tick beside the exact mean.
        Assert.InRange(statistics.JitterRtpTicks, expected - 1, expected + 1);
        Assert.True(expected > 20);
    }

    [Fact]
    public void Restart_does_not_count_as_jitter()
    {
        var statistics = Receive(1, 2, 3);
        statistics.Receive(new SequenceNumber(9000), new RtpTimestamp(7_000_000), 4 * PacketNs);
        statistics.Receive(new SequenceNumber(9001), new RtpTimestamp(7_000_160), 5 * PacketNs);
        statistics.Receive(new SequenceNumber(9002), new RtpTimestamp(7_000_320), 6 * PacketNs);

        Assert.Equal(0u, statistics.JitterRtpTicks);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        var statistics = new ReceiverStatistics(8000);
        var random = new Random(1);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                statistics.Receive(new SequenceNumber((ushort)random.Next(65536)), new RtpTimestamp((uint)i), i);
            }
        }));
    }

    // REQ: B-08
    [Fact]
    public void Mean_and_highest_jitter_are_told_in_milliseconds_over_a_change_of_clock()
    {
        var statistics = new ReceiverStatistics(8000);
        for (var i = 0; i < 200; i++)
            statistics.Receive(new SequenceNumber((ushort)i), new RtpTimestamp((uint)(160 * i)), AtMs(20 * i + i % 2 * 8));
        Assert.InRange(statistics.MeanJitterMs, 6, 8.2);
        Assert.InRange(statistics.HighestJitterMs, 7, 8.2);

        statistics.ClockRate = 48_000;
        for (var i = 200; i < 2000; i++)
            statistics.Receive(new SequenceNumber((ushort)i), new RtpTimestamp((uint)(960 * i)), AtMs(20 * i));
        Assert.InRange(statistics.MeanJitterMs, 0.5, 0.9);
        Assert.InRange(statistics.HighestJitterMs, 7, 8.2);
        Assert.Equal(0, statistics.LostPackets);
    }

    [Fact]
    public void A_key_and_a_leap_of_rtp_time_are_no_jitter()
    {
        var statistics = new ReceiverStatistics(8000);
        for (var i = 0; i < 100; i++)
        {
            var number = new SequenceNumber((ushort)i);
            var time = new RtpTimestamp((uint)(160 * i + (i < 60 ? 0 : 90_000)));
            Assert.Equal(
                PacketArrival.InOrder,
                i is > 20 and < 40 ? statistics.Receive(number) : statistics.Receive(number, time, AtMs(20 * i)));
        }

        Assert.Equal(0, statistics.HighestJitterMs);
        Assert.Equal((100, 0), (statistics.ReceivedPackets, statistics.LostPackets));
    }

    private static long AtMs(int ms) => ms * 1_000_000L;

    private static ReceiverStatistics Receive(params int[] sequenceNumbers)
    {
        var statistics = new ReceiverStatistics(8000);
        foreach (var number in sequenceNumbers)
        {
            var at = (long)number - sequenceNumbers[0];
            statistics.Receive(
                new SequenceNumber(unchecked((ushort)number)),
                new RtpTimestamp(1000).Plus(at * PacketTicks),
                (at + 1000) * PacketNs);
        }
        return statistics;
    }
}
