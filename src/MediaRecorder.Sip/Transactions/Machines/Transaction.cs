namespace MediaRecorder.Sip.Transactions.Machines;

/// <summary>What the table of deadlines knows of a machine. Owner: SipWorker.</summary>
internal abstract class Transaction : IScheduled
{
    /// <summary>A timer that is not running.</summary>
    protected const long Off = long.MaxValue;

    public int HeapIndex { get; set; } = -1;

    /// <summary>The earliest of the machine's running timers.</summary>
    public abstract long DeadlineNs { get; }

    internal abstract bool IsTerminated { get; }

    /// <summary>Fires what is due; afterwards the machine is terminated or its deadline has moved on.</summary>
    internal abstract void OnDeadline(long nowNs);
}
