namespace MediaRecorder.Sip.Transactions;

/// <summary>What a <see cref="DeadlineHeap{T}"/> holds: something with one deadline that may move at any time.</summary>
public interface IScheduled
{
    /// <summary>Place in the heap, written by it alone; -1 = not in it, and so from the start.</summary>
    int HeapIndex { get; set; }

    /// <summary>When it is due; <see cref="long.MaxValue"/> = never.</summary>
    long DeadlineNs { get; }
}
