namespace MediaRecorder.Net.Tests;

public sealed class MonotonicClockTests
{
    private static readonly DateTimeOffset Noon = new(2025, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1_000_000_000, 1_234_567_890_123, 1_234_567_890_123)]
    [InlineData(10_000_000, 12_345_678_901, 1_234_567_890_100)]
    [InlineData(3, 10, 3_333_333_333)]
    // A year of uptime at 10 MHz and at 24 MHz (Apple silicon): timestamp × 10⁹ would not fit into 64 bits.
    [InlineData(10_000_000, 315_360_000_000_001, 31_536_000_000_000_100)]
    [InlineData(24_000_000, 756_864_000_000_012, 31_536_000_000_000_500)]
    public void Timestamps_of_any_frequency_become_nanoseconds(long frequency, long timestamp, long expectedNs)
    {
        var clock = new MonotonicClock(new SetTime(frequency) { Timestamp = timestamp });
        Assert.Equal(expectedNs, clock.NowNs);
    }

    [Fact]
    public void Calendar_time_is_anchored_once()
    {
        var time = new SetTime(1_000_000_000) { Timestamp = 5_000, Utc = Noon };
        var clock = new MonotonicClock(time);
        Assert.Equal(Noon, clock.ToUtc(clock.NowNs));

        // The system's clock is set back an hour; the process's instants keep their order.
        time.Utc = Noon.AddHours(-1);
        time.Timestamp += 2_500_000_000;
        Assert.Equal(Noon.AddSeconds(2.5), clock.ToUtc(clock.NowNs));
        Assert.Equal(Noon.AddSeconds(-1), clock.ToUtc(5_000 - 1_000_000_000));
    }

    [Fact]
    public void The_systems_clock_does_not_go_back()
    {
        var clock = new MonotonicClock(TimeProvider.System);
        var last = clock.NowNs;
        for (var i = 0; i < 10_000; i++)
        {
            var now = clock.NowNs;
            Assert.True(now >= last);
            last = now;
        }
    }

    private sealed class SetTime(long frequency) : TimeProvider
    {
        public long Timestamp { get; set; }

        public DateTimeOffset Utc { get; set; }

        public override long TimestampFrequency => frequency;

        public override long GetTimestamp() => Timestamp;

        public override DateTimeOffset GetUtcNow() => Utc;
    }
}
