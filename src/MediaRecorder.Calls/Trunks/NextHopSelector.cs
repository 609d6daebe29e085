namespace MediaRecorder.Calls.Trunks;

/// <summary>The order in which the next hops of one trunk are tried (RFC 2782, usage of priority and weight).</summary>
internal static class NextHopSelector
{
    /// <param name="hops">In order of priority.</param>
    /// <param name="draw">A random number, all bits alike.</param>
    public static List<NextHopHealth> Order(IEnumerable<NextHopHealth> hops, Func<uint> draw)
    {
        var order = new List<NextHopHealth>();
        foreach (var equal in hops.GroupBy(hop => hop.Hop.Priority).OrderBy(group => group.Key))
        {
            // RFC 2782: those of weight 0 stand first, where only the smallest of all draws meets them.
            var left = equal.OrderBy(hop => hop.Hop.Weight != 0).ToList();
            while (left.Count > 1)
            {
                order.Add(Take(left, draw()));
            }

            order.Add(left[0]);
        }

        return order;
    }

    private static NextHopHealth Take(List<NextHopHealth> left, uint drawn)
    {
        var total = left.Sum(hop => (long)hop.Hop.Weight);
        var goal = drawn % (total + 1);
        var at = 0;
        for (long sum = left[0].Hop.Weight; sum < goal; sum += left[at].Hop.Weight)
        {
            at++;
        }

        var taken = left[at];
        left.RemoveAt(at);
        return taken;
    }
}
