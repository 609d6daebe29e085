using MediaRecorder.Recording.Publishing;

namespace MediaRecorder.Recording.Tests.Files;

public sealed class FinisherTests
{
    [Fact]
    public void Everything_posted_is_published_and_never_more_at_once_than_allowed()
    {
        int running = 0;
        int most = 0;
        int done = 0;
        using var finisher = new Finisher(maxParallel: 2, _ =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            Thread.SpinWait(1000);
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref done);
        });
        for (int i = 0; i < 200; i++)
            finisher.Post(default);
        Assert.True(finisher.WaitUntilIdle(TimeSpan.FromSeconds(60)));
        Assert.Equal(200, done);
        Assert.InRange(most, 1, 2);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
