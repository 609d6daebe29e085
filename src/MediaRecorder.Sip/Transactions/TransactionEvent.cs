using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Transactions;

/// <summary>What the transaction layer asks of its driver (<see cref="Send"/>) or tells the transaction user.</summary>
public abstract record TransactionEvent
{
    private TransactionEvent()
    {
    }

    /// <summary>Put these bytes on the wire now.</summary>
    public sealed record Send(SipHop Destination, ReadOnlyMemory<byte> Bytes) : TransactionEvent;

    /// <summary>
    /// A new request; the user owes it a final answer by <see cref="TransactionLayer.SendResponse"/>.
    /// </summary>
    public sealed record RequestReceived(ServerTransactionId Id, SipMessage Request, SipHop Source)
        : TransactionEvent;

    /// <summary>An ACK to a 2xx or to nothing we know; its dialog must be looked up. Possibly repeated.</summary>
    public sealed record AckReceived(SipMessage Ack, SipHop Source) : TransactionEvent;

    /// <summary>
    /// A response to a request of ours. A 2xx to INVITE arrives once for every copy the peer sends, so that the
    /// user acknowledges each; every other final response arrives once.
    /// </summary>
    public sealed record ResponseReceived(ClientTransactionId Id, SipMessage Response) : TransactionEvent;

    /// <summary>Timer B or F, or no final response 64*T1 after a CANCEL. The transaction is gone.</summary>
    public sealed record ClientTimedOut(ClientTransactionId Id) : TransactionEvent;

    /// <summary>The request could not be sent, or was lost with its connection. The transaction is gone.</summary>
    public sealed record ClientTransportFailed(ClientTransactionId Id) : TransactionEvent;

    /// <summary>
    /// No ACK came for our failure response to INVITE (Timer H), or the user left a non-INVITE request without a final
    /// response until its sender had given up. The transaction is gone.
    /// </summary>
    public sealed record ServerTimedOut(ServerTransactionId Id) : TransactionEvent;

    /// <summary>
    /// A CANCEL for an INVITE the layer knows. The user owes <paramref name="Cancel"/> a 200 and, if it has not sent a
    /// final response yet, <paramref name="Invite"/> a 487.
    /// </summary>
    public sealed record CancelReceived(ServerTransactionId Invite, ServerTransactionId Cancel, SipMessage Request)
        : TransactionEvent;
}
