using MediaRecorder.Media.Workers;

namespace MediaRecorder.Media.Tests.Workers;

// REQ: J-01
public sealed class TurnPaceTests
{
    private readonly TurnPace _pace = new();

    [Theory]
    [InlineData(TurnPace.LeastSleepNs)]
    [InlineData(100_000)]
    public void After_a_short_sleep_turns_begin_a_period_apart(long sleptNs)
    {
        Assert.Equal(TurnPace.PeriodNs - sleptNs, _pace.RestNs(sleptNs, sleptNs, packets: 1));
        Assert.Equal(TurnPace.PeriodNs - 5000, _pace.RestNs(0, 5000, TurnPace.WorthPackets));
        Assert.Equal(TurnPace.PeriodNs - 5000, _pace.RestNs(0, 5000, TurnPace.WorthPackets));
    }

    [Theory]
    [InlineData(TurnPace.PeriodNs)]
    [InlineData(20_000_000)]
    public void A_burst_after_a_long_sleep_is_not_rested_in(long sleptNs)
    {
        Assert.NotEqual(0, _pace.RestNs(100_000, 100_000, 8));
        Assert.Equal(0, _pace.RestNs(sleptNs, sleptNs, 8));
        Assert.Equal(0, _pace.RestNs(0, 1000, 8));
        Assert.Equal(0, _pace.RestNs(TurnPace.LeastSleepNs - 1, TurnPace.LeastSleepNs - 1, 8));
    }

    [Fact]
    public void A_long_turn_is_not_lengthened_by_a_rest() =>
        Assert.Equal(0, _pace.RestNs(100_000, TurnPace.PeriodNs - 10_000, 8));

    [Fact]
    public void Rests_that_gather_nothing_become_rare_and_come_back_when_they_gather_again()
    {
        int[] pauses = [.. Enumerable.Range(0, 9).Select(_ => TurnsWithoutRest(packets: 1))];
        Assert.Equal([0, 16, 32, 64, 128, 256, 512, 1024, 1024], pauses);

        int[] again = [.. Enumerable.Range(0, 4).Select(_ => TurnsWithoutRest(packets: 8))];
        Assert.Equal([0, 0, 0, 0], again);
        Assert.Equal(128, TurnsWithoutRest(packets: 1));
    }

    // How many turns of so many packets there are until the next rest.
    private int TurnsWithoutRest(int packets)
    {
        for (var turns = 0; turns <= 2 * TurnPace.LongestPause; turns++)
        {
            if (_pace.RestNs(50_000, 60_000, packets) > 0)
            {
                return turns;
            }
        }

        return -1;
    }
}
