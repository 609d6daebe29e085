using MediaRecorder.Sip.Dialogs;

namespace MediaRecorder.Sip.Tests.Dialogs;

// REQ: A-01
public sealed class GlareRetryTests
{
    private const long StepNs = 10_000_000;

    // RFC 3261 §14.1.
    [Theory]
    [InlineData(true, 210, 400)]
    [InlineData(false, 0, 200)]
    public void The_wait_is_in_the_window_of_the_side_in_units_of_10_ms(bool ownsCallId, long fromSteps, long toSteps)
    {
        var waits = new HashSet<long>();
        for (var chance = 0U; chance < 1000; chance++)
        {
            var retry = new GlareRetry(ownsCallId);
            Assert.True(retry.TryWait(chance, nowNs: 0));
            Assert.Equal(0, retry.NextDeadlineNs % StepNs);
            waits.Add(retry.NextDeadlineNs / StepNs);
        }

        Assert.Equal((fromSteps, toSteps), (waits.Min(), waits.Max()));
        Assert.Equal(toSteps - fromSteps + 1, waits.Count);
    }

    [Fact]
    public void It_says_once_that_the_wait_is_over()
    {
        var retry = new GlareRetry(ownsCallId: false);
        Assert.False(retry.OnDeadline(0));
        retry.TryWait(7, nowNs: 100);
        Assert.False(retry.OnDeadline(99 + (7 * StepNs)));
        Assert.True(retry.OnDeadline(100 + (7 * StepNs)));
        Assert.False(retry.OnDeadline(long.MaxValue - 1));
        retry.TryWait(7, nowNs: 100);
        retry.Stop();
        Assert.Equal(long.MaxValue, retry.NextDeadlineNs);
    }

    [Fact]
    public void A_peer_that_answers_491_for_ever_is_not_asked_for_ever()
    {
        var retry = new GlareRetry(ownsCallId: true);
        Assert.Equal(9, Enumerable.Range(0, 10).Count(_ => retry.TryWait(0, nowNs: 0)));
        Assert.Equal(long.MaxValue, retry.NextDeadlineNs);
        Assert.True(retry.TryWait(0, nowNs: 0));
    }
}
