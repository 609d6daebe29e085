using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Sip.Tests.TestKit;

public sealed class ManualTimeTests
{
    [Fact]
    public void Both_clocks_move_by_what_was_advanced_and_by_nothing_else()
    {
        var time = new ManualTime(startNs: 5);
        var utc = time.GetUtcNow();
        time.AdvanceNs(1_000_000);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(2_001_000_005, time.GetTimestamp());
        Assert.Equal(TimeSpan.FromMilliseconds(2001), time.GetUtcNow() - utc);
        Assert.Equal(TimeSpan.FromMilliseconds(2001), time.GetElapsedTime(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => time.AdvanceTo(0));
    }

    [Fact]
    public void Timers_fire_in_order_each_at_its_own_instant()
    {
        var time = new ManualTime();
        var fired = new List<(string Name, long AtNs)>();
        using var slow = time.CreateTimer(
            _ => fired.Add(("once", time.NowNs)), null, TimeSpan.FromMilliseconds(25), Timeout.InfiniteTimeSpan);
        using var periodic = time.CreateTimer(
            _ => fired.Add(("each", time.NowNs)), null, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10));
        time.Advance(TimeSpan.FromMilliseconds(35));
        Assert.Equal([("each", 10_000_000), ("each", 20_000_000), ("once", 25_000_000), ("each", 30_000_000)], fired);
        periodic.Dispose();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(4, fired.Count);
    }
}
