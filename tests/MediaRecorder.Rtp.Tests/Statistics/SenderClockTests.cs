using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Rtp.Tests.Statistics;

// REQ: B-01
public sealed class SenderClockTests
{
    private const long SecondNs = 1_000_000_000;

    private readonly SenderClock _clock = new();

    [Theory]
    [InlineData(0)]
    [InlineData(287)]
    [InlineData(-300)]
    public void Four_reports_over_ten_seconds_tell_the_rate(double ppm)
    {
        for (int i = 0; i < 3; i++)
            Report(5 * i, ppm);
        Assert.Null(_clock.Slope);
        Report(15, ppm);
        Assert.Equal(-ppm, _clock.Slope!.Value * 1e6, 0.2);
    }

    [Fact]
    public void Reports_that_scatter_tell_nothing_until_their_span_makes_up_for_it()
    {
        // 15 ms of scatter are 25 ppm of 600 s: 16 reports know that from 40 s apart on.
        for (int i = 0; i < 12; i++)
            Report(5 * i, 0, errorNs: i % 2 * 15_000_000);
        Assert.Null(_clock.Slope);
        for (int i = 2; i < 16; i++)
            Report(50 * i, 0, errorNs: i % 2 * 15_000_000);
        Assert.Equal(0, _clock.Slope!.Value * 1e6, 10.0);
    }

    [Fact]
    public void A_wrong_report_is_left_out()
    {
        for (int i = 0; i < 8; i++)
            Report(5 * i, 100, errorNs: i == 5 ? 3 * SecondNs : 0);
        Assert.Equal(-100, _clock.Slope!.Value * 1e6, 0.5);
    }

    [Fact]
    public void After_a_step_of_the_wall_clock_the_rate_is_told_anew()
    {
        for (int i = 0; i < 8; i++)
            Report(5 * i, 100);
        Report(40, 100, errorNs: 9 * SecondNs);
        Report(45, 100, errorNs: 9 * SecondNs);
        Assert.Null(_clock.Slope);
        for (int i = 10; i < 14; i++)
            Report(5 * i, 100, errorNs: 9 * SecondNs);
        Assert.Equal(-100, _clock.Slope!.Value * 1e6, 0.5);
    }

    [Fact]
    public void Reports_without_sense_are_never_believed()
    {
        var random = new Random(3);
        for (int i = 0; i < 10_000; i++)
        {
            _clock.Receive(new NtpTimestamp((ulong)random.NextInt64()), random.NextInt64(long.MaxValue / 2));
            Assert.Null(_clock.Slope);
        }
    }

    [Fact]
    public void Ntp_time_may_wrap()
    {
        for (int i = 0; i < 6; i++)
            Report(5 * i, 50, baseSeconds: 0x1_0000_0000L - 12);
        Assert.Equal(-50, _clock.Slope!.Value * 1e6, 0.5);
    }

    // A sender whose wall clock is right and whose media clock is fast by ppm.
    private void Report(long second, double ppm, long errorNs = 0, long baseSeconds = 3_976_214_400) => _clock.Receive(
        NtpTimestamp.FromNs((baseSeconds + second) * SecondNs + errorNs),
        (long)(second * SecondNs * (1 + ppm * 1e-6)));
}
