using MediaRecorder.Sip.Authentication.Servers;

namespace MediaRecorder.Sip.Tests.Authentication.Servers;

public sealed class NonceCountsTests
{
    private static readonly NonceStamp First = new(0, 1);

    [Fact]
    public void A_number_far_behind_the_highest_is_refused_and_one_within_64_is_taken_once()
    {
        var counts = new NonceCounts(10, 100);

        Assert.True(counts.TryUse(First, 100, 0));
        Assert.True(counts.TryUse(First, 37, 0));
        Assert.False(counts.TryUse(First, 37, 0));
        Assert.False(counts.TryUse(First, 36, 0));
        Assert.True(counts.TryUse(First, uint.MaxValue, 0));
        Assert.False(counts.TryUse(First, 100, 0));
        Assert.True(counts.TryUse(First, uint.MaxValue - 63, 0));
    }

    [Fact]
    public void When_the_table_is_full_the_oldest_nonce_and_all_before_it_are_spent()
    {
        var counts = new NonceCounts(2, 100);
        Assert.True(counts.TryUse(new NonceStamp(5, 5), 1, 6));
        Assert.True(counts.TryUse(new NonceStamp(3, 3), 1, 6));
        Assert.True(counts.TryUse(new NonceStamp(7, 7), 1, 7));

        Assert.Equal(2, counts.Count);
        Assert.False(counts.IsFresh(new NonceStamp(3, 3), 7));
        Assert.False(counts.IsFresh(new NonceStamp(2, 2), 7));
        Assert.True(counts.IsFresh(new NonceStamp(4, 4), 7));
        Assert.False(counts.TryUse(new NonceStamp(5, 5), 1, 7));
    }

    [Fact]
    public void Nonces_past_their_life_leave_the_table()
    {
        var counts = new NonceCounts(1000, 100);
        for (var i = 0; i < 500; i++)
        {
            Assert.True(counts.TryUse(new NonceStamp(i, (ulong)i + 1), 1, i));
        }

        Assert.InRange(counts.Count, 100, 102);
    }
}
