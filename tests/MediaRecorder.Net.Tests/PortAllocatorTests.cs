namespace MediaRecorder.Net.Tests;

public sealed class PortAllocatorTests
{
    [Theory]
    [InlineData(10000, 10005, new[] { 10000, 10002, 10004 })]
    [InlineData(10001, 10005, new[] { 10002, 10004 })]
    [InlineData(10000, 10004, new[] { 10000, 10002 })]
    [InlineData(1, 3, new[] { 2 })]
    [InlineData(65533, 65535, new[] { 65534 })]
    public void Pairs_begin_at_even_ports_and_lie_within_the_range(int firstPort, int lastPort, int[] expected)
    {
        var ports = new PortAllocator(firstPort, lastPort);
        Assert.Equal(expected.Length, ports.FreePairs);
        Assert.Equal(expected, TakeAll(ports));
        Assert.Equal(0, ports.FreePairs);
        Assert.False(ports.TryTakePair(out _));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(-2, 100)]
    [InlineData(10000, 65536)]
    [InlineData(10000, 10000)]
    [InlineData(10001, 10002)]
    [InlineData(10010, 10000)]
    public void A_range_without_a_pair_or_outside_the_ports_is_refused(int firstPort, int lastPort) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PortAllocator(firstPort, lastPort));

    [Fact]
    public void A_returned_pair_rests_until_all_others_were_lent()
    {
        var ports = new PortAllocator(10000, 10007);
        Assert.True(ports.TryTakePair(out var first));
        ports.Return(first);
        Assert.Equal([10002, 10004, 10006, 10000], TakeAll(ports));
    }

    [Fact]
    public void A_quarantined_pair_is_not_lent_until_the_quarantine_ends()
    {
        var ports = new PortAllocator(10000, 10003);
        ports.TryTakePair(out var occupied);
        ports.Quarantine(occupied);
        Assert.Equal(1, ports.QuarantinedPairs);
        Assert.Equal([10002], TakeAll(ports));

        ports.EndQuarantine();
        Assert.Equal(0, ports.QuarantinedPairs);
        Assert.Equal([10000], TakeAll(ports));
    }

    [Theory]
    [InlineData(10002)]
    [InlineData(10001)]
    [InlineData(9998)]
    [InlineData(10004)]
    [InlineData(-2)]
    public void Giving_back_what_is_not_taken_throws(int port)
    {
        var ports = new PortAllocator(10000, 10003);
        ports.TryTakePair(out _);
        Assert.Throws<InvalidOperationException>(() => ports.Return(port));
        Assert.Throws<InvalidOperationException>(() => ports.Quarantine(port));
        Assert.Equal(1, ports.FreePairs);
    }

    [Fact]
    public void Giving_back_twice_throws()
    {
        var ports = new PortAllocator(10000, 10003);
        ports.TryTakePair(out var port);
        ports.Return(port);
        Assert.Throws<InvalidOperationException>(() => ports.Return(port));

        ports.TryTakePair(out port);
        ports.Quarantine(port);
        Assert.Throws<InvalidOperationException>(() => ports.Return(port));
        Assert.Equal(1, ports.FreePairs);
    }

    [Fact]
    public void No_pair_is_lent_twice_whatever_the_order()
    {
        var ports = new PortAllocator(10000, 10039);
        var random = new Random(9);
        var taken = new List<int>();
        for (var i = 0; i < 10_000; i++)
        {
            if (random.Next(2) == 0 && ports.TryTakePair(out var port))
            {
                Assert.DoesNotContain(port, taken);
                taken.Add(port);
            }
            else if (taken.Count > 0)
            {
                var index = random.Next(taken.Count);
                ports.Return(taken[index]);
                taken.RemoveAt(index);
            }

            Assert.Equal(20, ports.FreePairs + taken.Count);
        }
    }

    private static List<int> TakeAll(PortAllocator ports)
    {
        var taken = new List<int>();
        while (ports.TryTakePair(out var port))
            taken.Add(port);
        return taken;
    }
}
