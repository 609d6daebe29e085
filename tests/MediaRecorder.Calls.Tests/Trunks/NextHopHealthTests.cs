using System.Net;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Trunks;

namespace MediaRecorder.Calls.Tests.Trunks;

// REQ: A-03
public sealed class NextHopHealthTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_hop_goes_down_with_the_last_of_a_row_of_failures_and_up_with_the_last_of_a_row_of_successes()
    {
        var health = Health(downAfter: 3, upAfter: 2, interval: 10);

        Assert.Equal(HopState.Unknown, health.State);
        Assert.True(health.Succeeded());
        Assert.Equal(
            [false, false, true, false], Enumerable.Range(0, 4).Select(_ => health.Failed(0)));
        Assert.Equal((HopState.Down, false), (health.State, health.IsUsable(0)));
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(_ => health.Succeeded()));
        Assert.Equal((HopState.Up, true), (health.State, health.IsUsable(0)));
        Assert.Equal(4, health.Failures);
    }

    [Fact]
    public void One_that_fails_now_and_then_stays_up_and_one_that_answers_now_and_then_stays_down()
    {
        var health = Health(downAfter: 2, upAfter: 2, interval: 10);
        for (var i = 0; i < 10; i++)
        {
            health.Failed(0);
            health.Succeeded();
        }

        Assert.Equal(HopState.Up, health.State);
        health.Failed(0);
        for (var i = 0; i < 10; i++)
        {
            health.Failed(0);
            health.Succeeded();
        }

        Assert.Equal(HopState.Down, health.State);
    }

    [Fact]
    public void Without_OPTIONS_one_that_is_down_is_tried_after_its_rest_and_one_failure_puts_it_down_again()
    {
        var health = Health(downAfter: 2, upAfter: 1, interval: 0, rest: 30);
        health.Failed(0);
        health.Failed(1 * Second);

        Assert.False(health.IsUsable((31 * Second) - 1));
        Assert.True(health.IsUsable(31 * Second));
        Assert.Equal(HopState.Unknown, health.State);
        Assert.True(health.Failed(32 * Second));
        Assert.False(health.IsUsable(61 * Second));
        Assert.True(health.IsUsable(62 * Second));
    }

    [Fact]
    public void With_OPTIONS_only_answers_put_it_up_again()
    {
        var health = Health(downAfter: 1, upAfter: 1, interval: 10, rest: 30);
        health.Failed(0);

        Assert.False(health.IsUsable(10_000 * Second));
    }

    [Fact]
    public void Retry_After_is_honoured_up_to_five_minutes_whatever_else_is_known()
    {
        var health = Health(downAfter: 2, upAfter: 1, interval: 0);
        health.Succeeded();
        health.Rest(TimeSpan.FromSeconds(20), 0);

        Assert.Equal(
            (HopState.Up, false, true), (health.State, health.IsUsable((20 * Second) - 1), health.IsUsable(20 * Second)));
        health.Rest(TimeSpan.FromDays(1), 0);
        Assert.Equal((false, true), (health.IsUsable((300 * Second) - 1), health.IsUsable(300 * Second)));
    }

    internal static NextHopHealth Health(
        int downAfter = 2, int upAfter = 2, int interval = 0, int rest = 30, int priority = 1, int weight = 1,
        int port = 5060) => new(
        new HealthCheckModel(
            TimeSpan.FromSeconds(interval), TimeSpan.FromSeconds(2), downAfter, upAfter, TimeSpan.FromSeconds(rest)),
        new NextHopModel(new IPEndPoint(IPAddress.Loopback, port), priority, weight));
}
