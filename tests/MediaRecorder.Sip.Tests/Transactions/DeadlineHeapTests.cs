using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.Tests.Transactions;

public sealed class DeadlineHeapTests
{
    [Fact]
    public void It_agrees_with_a_sorted_list_whatever_is_added_moved_and_removed()
    {
        var random = new Random(1);
        var heap = new DeadlineHeap<Item>();
        var items = Enumerable.Range(0, 200).Select(_ => new Item()).ToArray();
        for (var step = 0; step < 20_000; step++)
        {
            var item = items[random.Next(items.Length)];
            item.DeadlineNs = random.Next(4) == 0 ? long.MaxValue : random.Next(1000);
            if (random.Next(5) == 0)
            {
                item.DeadlineNs = long.MaxValue;
                heap.Remove(item);
            }
            else
            {
                heap.Update(item);
            }

            Assert.Equal(items.Min(i => i.DeadlineNs), heap.EarliestNs);
            Assert.Equal(items.Count(i => i.DeadlineNs != long.MaxValue), heap.Count);
        }

        long last = 0;
        while (heap.TryPeekDue(1000, out var due))
        {
            Assert.True(due.DeadlineNs >= last);
            last = due.DeadlineNs;
            heap.Remove(due);
        }

        Assert.Equal(0, heap.Count);
        Assert.All(items, item => Assert.Equal(-1, item.HeapIndex));
    }

    private sealed class Item : IScheduled
    {
        public int HeapIndex { get; set; } = -1;

        public long DeadlineNs { get; set; } = long.MaxValue;
    }
}
