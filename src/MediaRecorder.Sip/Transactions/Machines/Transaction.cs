namespace MediaRecorder.Sip.Transactions.Machines;

/// <summary>What the table of deadlines knows of a machine. Owner: SipWorker.</summary>
internal abstract class Transaction
{
    /// <summary>A timer that is not running.</summary>
    protected const long Off = long.MaxValue;

    /// <summary>Place in the <see cref="DeadlineHeap"/>, written by it alone; -1 = not in it.</summary>
    internal int HeapIndex { get; set; } = -1;

    /// <summary>The earliest of the machine's running timers.</summary>
    internal abstract long DeadlineNs { get; }

    internal abstract bool IsTerminated { get; }

    /// <summary>Fires what is due; afterwards the machine is terminated or its deadline has moved on.</summary>
    internal abstract void OnDeadline(long nowNs);
}
