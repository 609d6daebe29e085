namespace MediaRecorder.Sip.Transactions;

/// <summary>
/// What the layer did on its own. Written by the owner of the layer only; other threads may read (a 64-bit read is
/// whole on every platform we run on, and a metric may be one message late).
/// </summary>
public sealed class TransactionCounters
{
    /// <summary>Requests and responses the timers put on the wire again.</summary>
    public long RetransmissionsSent { get; internal set; }

    /// <summary>Messages of the peer that were copies and went no further.</summary>
    public long RetransmissionsAbsorbed { get; internal set; }

    /// <summary>Responses without a transaction, or not for our sent-by, or impossible in its state.</summary>
    public long StrayResponses { get; internal set; }

    /// <summary>Requests answered 503 because the table was full.</summary>
    public long RequestsRefused { get; internal set; }

    /// <summary>Requests answered 503 because their source had its share of the table.</summary>
    public long RequestsOverShare { get; internal set; }

    /// <summary>Requests answered 482 because the same request was here already by another path.</summary>
    public long RequestsMerged { get; internal set; }

    /// <summary>CANCELs answered 481.</summary>
    public long CancelsUnmatched { get; internal set; }

    /// <summary>ACKs to responses the layer sent statelessly, or to an INVITE that has no final response.</summary>
    public long AcksDropped { get; internal set; }

    /// <summary>Responses of the user that came too late: after a final one, or after the transaction.</summary>
    public long ResponsesRejected { get; internal set; }

    /// <summary>Requests of ours that were lost with their connection.</summary>
    public long TransportFailures { get; internal set; }

    /// <summary>Transactions that ended by Timer B, F or H or their like.</summary>
    public long TimedOut { get; internal set; }
}
