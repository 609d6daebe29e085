using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Rtp.Tests.Statistics;

// REQ: B-01
public sealed class ArrivalFitTests
{
    private const long MsNs = 1_000_000;
    private const long SecondNs = 1_000_000_000;
    private const long PathNs = 80 * MsNs;

    private readonly ArrivalFit _fit = new();
    private readonly Random _random = new(7);

    [Theory]
    [InlineData(0, 0, 0.1, 0.1)]
    [InlineData(0, 60, 30, 3)]
    [InlineData(300, 60, 30, 3)]
    [InlineData(-300, 60, 30, 3)]
    [InlineData(150, 5, 5, 0.3)]
    [InlineData(150, 0, 0.1, 0.1)]
    public void Skew_and_least_delay_are_found_below_the_jitter(
        double ppm, int jitterMs, double withinPpm, double withinMs)
    {
        Send(0, 120, ppm, jitterMs);
        Assert.Equal(ppm, _fit.SenderPpm, withinPpm);
        Assert.Equal(0, ErrorMs(120, ppm), withinMs);
    }

    [Fact]
    public void After_four_hours_the_line_still_lies_under_the_arrivals()
    {
        Send(0, 4 * 3600, 300, 40, everyMs: 60);
        Assert.InRange(_fit.SenderPpm, 297, 303);
        Assert.InRange(ErrorMs(4 * 3600, 300), -2, 2);
    }

    [Fact]
    public void Ten_seconds_of_congestion_do_not_move_the_line()
    {
        Send(0, 100, 50, 10);
        for (int ms = 100_000; ms < 110_000; ms += 20)
            Observe(ms, 50, 120 * MsNs);
        Assert.InRange(ErrorMs(110, 50), -2, 2);
        Send(110, 200, 50, 10);
        Assert.InRange(ErrorMs(200, 50), -2, 2);
    }

    [Fact]
    public void A_packet_with_a_wrong_timestamp_proves_nothing()
    {
        Send(0, 60, 0, 10);
        Observe(60_000, 0, -150 * MsNs);
        Send(60.02, 90, 0, 10);
        Assert.InRange(ErrorMs(90, 0), -2, 2);
    }

    [Theory]
    [InlineData(-90, 2)]
    [InlineData(150, 45)]
    public void A_clock_that_stepped_is_followed_at_once_when_early_and_after_half_a_minute_when_late(
        int stepMs, int afterSeconds)
    {
        Send(0, 120, 100, 10);
        for (int ms = 120_000; ms < 120_000 + afterSeconds * 1000; ms += 20)
            Observe(ms, 100, stepMs * MsNs + _random.NextInt64(10 * MsNs));
        Assert.InRange(ErrorMs(120 + afterSeconds, 100) - stepMs, -5, 5);
    }

    [Fact]
    public void A_clock_that_begins_anew_keeps_its_skew()
    {
        Send(0, 120, 200, 20);
        _fit.Restart();
        Send(500, 501, 200, 1);
        Assert.InRange(_fit.SenderPpm, 170, 230);
        Assert.InRange(ErrorMs(501, 200), -2, 2);
    }

    [Fact]
    public void What_is_no_clock_is_not_followed()
    {
        Send(0, 60, 9000, 0);
        Assert.Equal(0, _fit.SenderPpm);
    }

    [Fact]
    public void A_reported_rate_is_believed_from_the_start_and_no_longer_than_the_arrivals_allow()
    {
        _fit.ReportedSlope = -250e-6;
        Send(0, 10, 250, 60);
        Assert.Equal(250, _fit.SenderPpm, 3);

        _fit.ReportedSlope = 400e-6;
        Send(10, 200, 250, 60);
        Assert.InRange(_fit.SenderPpm, 220, 280);
    }

    // REQ: J-02
    [Fact]
    public void Nothing_is_allocated()
    {
        Send(0, 100, 10, 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Send(100, 200, 10, 20);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Send(double fromSeconds, double toSeconds, double ppm, int jitterMs, int everyMs = 20)
    {
        for (double ms = fromSeconds * 1000; ms < toSeconds * 1000; ms += everyMs)
            Observe((long)ms, ppm, _random.NextInt64(jitterMs * MsNs + 1));
    }

    // Sent at a true time, with a clock that is fast by ppm.
    private void Observe(long ms, double ppm, long extraNs) =>
        _fit.Observe(MediaNs(ms * MsNs, ppm), ms * MsNs + PathNs + extraNs);

    private double ErrorMs(double seconds, double ppm)
    {
        long mediaNs = MediaNs((long)(seconds * SecondNs), ppm);
        return (mediaNs + _fit.DelayNsAt(mediaNs) - (seconds * SecondNs + PathNs)) / MsNs;
    }

    private static long MediaNs(long trueNs, double ppm) => (long)(trueNs * (1 + ppm * 1e-6));
}
