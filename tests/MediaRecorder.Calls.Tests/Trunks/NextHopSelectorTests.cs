using MediaRecorder.Calls.Trunks;

namespace MediaRecorder.Calls.Tests.Trunks;

// REQ: A-03
public sealed class NextHopSelectorTests
{
    private static readonly int[] Weights = [10, 30, 60];

    [Fact]
    public void Each_hop_comes_once_and_never_before_one_of_a_lower_priority()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var hops = Enumerable.Range(1, random.Next(1, 9)).Select(port => NextHopHealthTests.Health(
                priority: random.Next(3), weight: random.Next(4) * random.Next(20_000), port: port)).ToList();

            var order = NextHopSelector.Order(hops, () => (uint)random.NextInt64(1L << 32));

            Assert.Equal(hops.Count, order.Distinct().Count());
            Assert.Equal(order.Select(hop => hop.Hop.Priority).Order(), order.Select(hop => hop.Hop.Priority));
        }
    }

    [Fact]
    public void The_first_choice_is_shared_by_weight()
    {
        var random = new Random(2);
        var hops = Weights.Select((weight, i) => NextHopHealthTests.Health(weight: weight, port: i + 1)).ToList();
        var first = new int[3];
        for (var round = 0; round < 20_000; round++)
        {
            var order = NextHopSelector.Order(hops, () => (uint)random.NextInt64(1L << 32));
            first[hops.IndexOf(order[0])]++;
        }

        // RFC 2782 draws from 0 to the sum, both included: the first of equals gets a hair more than its share.
        Assert.InRange(first[0], 1_800, 2_500);
        Assert.InRange(first[1], 5_500, 6_400);
        Assert.InRange(first[2], 11_400, 12_300);
    }

    [Fact]
    public void A_weight_of_zero_is_chosen_hardly_ever_before_others()
    {
        var random = new Random(3);
        var (none, all) = (NextHopHealthTests.Health(weight: 0, port: 1), NextHopHealthTests.Health(weight: 99, port: 2));

        var first = Enumerable.Range(0, 10_000)
            .Count(_ => NextHopSelector.Order([all, none], () => (uint)random.NextInt64(1L << 32))[0] == none);

        Assert.InRange(first, 50, 170);
    }
}
