using System.Net;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Transactions.Machines;

/// <summary>What both server machines share: who they are and how they are found.</summary>
internal abstract class ServerTransaction(
    ServerTransactionId id, ServerTransactionKey key, SipHop destination, SipTimers timers,
    TransactionOutput output) : Transaction
{
    internal ServerTransactionId Id { get; } = id;

    internal ServerTransactionKey Key { get; } = key;

    /// <summary>Second key of an INVITE of RFC 2543, known once its response has a To tag.</summary>
    internal ServerTransactionKey? AckKey { get; set; }

    /// <summary>Set while the request can be recognised when it arrives by a second path.</summary>
    internal MergeKey? MergeKey { get; set; }

    /// <summary>Whose share of the table it takes; set when it enters the table.</summary>
    internal IPAddress? SourceAddress { get; set; }

    /// <summary>Where responses go (RFC 3261 §18.2.2, RFC 3581 §4), fixed by the first copy of the request.</summary>
    internal SipHop Destination { get; } = destination;

    protected bool Reliable { get; } = destination.IsReliable;

    protected SipTimers Timers { get; } = timers;

    protected TransactionOutput Output { get; } = output;

    protected ReadOnlyMemory<byte> LastResponse { get; private set; }

    /// <summary>A further copy of the request.</summary>
    internal abstract void ReceiveAgain();

    /// <summary>The ACK that belongs to this transaction; only INVITE has one.</summary>
    internal abstract void ReceiveAck(SipMessage ack, SipHop source, long nowNs);

    /// <summary>False: the state allows no such response any more; nothing was sent.</summary>
    internal abstract bool Respond(ReadOnlyMemory<byte> response, int status, long nowNs);

    protected void Send(ReadOnlyMemory<byte> response)
    {
        LastResponse = response;
        Output.Send(Destination, response);
    }

    protected void Resend() => Output.Resend(Destination, LastResponse);

    protected void ReportTimeout() => Output.TimedOut(new TransactionEvent.ServerTimedOut(Id));
}
