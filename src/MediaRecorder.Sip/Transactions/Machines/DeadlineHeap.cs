namespace MediaRecorder.Sip.Transactions.Machines;

/// <summary>
/// Binary heap of deadlines with exactly one entry for each transaction that has one. Each transaction knows its place,
/// so that a moved deadline costs O(log n) and leaves no stale entry behind, however often a peer moves it.
/// </summary>
internal sealed class DeadlineHeap
{
    private Entry[] _entries = new Entry[64];

    internal int Count { get; private set; }

    internal long EarliestNs => Count == 0 ? long.MaxValue : _entries[0].DeadlineNs;

    /// <summary>Takes over the transaction's present deadline: adds, moves or removes its entry.</summary>
    internal void Update(Transaction transaction)
    {
        var deadlineNs = transaction.DeadlineNs;
        if (deadlineNs == long.MaxValue)
        {
            Remove(transaction);
            return;
        }
        var index = transaction.HeapIndex;
        if (index < 0)
        {
            if (Count == _entries.Length)
                Array.Resize(ref _entries, Count * 2);
            index = Count++;
        }
        Settle(index, new Entry(deadlineNs, transaction));
    }

    internal void Remove(Transaction transaction)
    {
        var index = transaction.HeapIndex;
        if (index < 0)
            return;
        transaction.HeapIndex = -1;
        var last = _entries[--Count];
        _entries[Count] = default;
        if (index < Count)
            Settle(index, last);
    }

    internal bool TryPeekDue(long nowNs, out Transaction? transaction)
    {
        transaction = Count > 0 && _entries[0].DeadlineNs <= nowNs ? _entries[0].Transaction : null;
        return transaction is not null;
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
        entry.Transaction.HeapIndex = index;
    }

    private readonly record struct Entry(long DeadlineNs, Transaction Transaction);
}
