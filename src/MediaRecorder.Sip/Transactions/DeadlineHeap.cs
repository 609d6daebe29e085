namespace MediaRecorder.Sip.Transactions;

/// <summary>
/// Binary heap of deadlines with exactly one entry for each item that has one. Each item knows its place, so that a
/// moved deadline costs O(log n) and leaves no stale entry behind, however often a peer moves it. Not thread-safe; an
/// item is in one heap at most.
/// </summary>
public sealed class DeadlineHeap<T>
    where T : class, IScheduled
{
    private Entry[] _entries = new Entry[64];

    public int Count { get; private set; }

    /// <summary><see cref="long.MaxValue"/> when nothing is due ever.</summary>
    public long EarliestNs => Count == 0 ? long.MaxValue : _entries[0].DeadlineNs;

    /// <summary>Takes over the item's present deadline: adds, moves or removes its entry.</summary>
    public void Update(T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var deadlineNs = item.DeadlineNs;
        if (deadlineNs == long.MaxValue)
        {
            Remove(item);
            return;
        }
        var index = item.HeapIndex;
        if (index < 0)
        {
            if (Count == _entries.Length)
                Array.Resize(ref _entries, Count * 2);
            index = Count++;
        }
        Settle(index, new Entry(deadlineNs, item));
    }

    public void Remove(T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var index = item.HeapIndex;
        if (index < 0)
            return;
        item.HeapIndex = -1;
        var last = _entries[--Count];
        _entries[Count] = default;
        if (index < Count)
            Settle(index, last);
    }

    /// <summary>The earliest item when it is due; it stays in the heap.</summary>
    public bool TryPeekDue(long nowNs, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? item)
    {
        item = Count > 0 && _entries[0].DeadlineNs <= nowNs ? _entries[0].Item : null;
        return item is not null;
    }

    // Finds the place of an entry, starting from a hole at `index`: up while earlier than the parent, else down.
    private void Settle(int index, Entry entry)
    {
        while (index > 0 && entry.DeadlineNs < _entries[(index - 1) / 2].DeadlineNs)
        {
            Put(index, _entries[(index - 1) / 2]);
            index = (index - 1) / 2;
        }
        while (true)
        {
            var child = 2 * index + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && _entries[child + 1].DeadlineNs < _entries[child].DeadlineNs)
                child++;
            if (_entries[child].DeadlineNs >= entry.DeadlineNs)
                break;
            Put(index, _entries[child]);
            index = child;
        }
        Put(index, entry);
    }

    private void Put(int index, Entry entry)
    {
        _entries[index] = entry;
        entry.Item.HeapIndex = index;
    }

    private readonly record struct Entry(long DeadlineNs, T Item);
}
