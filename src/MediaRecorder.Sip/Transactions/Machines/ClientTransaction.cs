using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Transactions.Machines;

/// <summary>What both client machines share: who they are and what they repeat.</summary>
internal abstract class ClientTransaction(
    ClientTransactionId id, SipMessage request, SipHop destination, SipTimers timers,
    TransactionOutput output) : Transaction
{
    internal ClientTransactionId Id { get; } = id;

    internal SipMessage Request { get; } = request;

    internal SipHop Destination { get; } = destination;

    protected bool Reliable { get; } = destination.IsReliable;

    protected SipTimers Timers { get; } = timers;

    protected TransactionOutput Output { get; } = output;

    internal abstract void Receive(SipMessage response, long nowNs);

    /// <summary>
    /// The connection the request went by is gone. Ends the transaction unless a response has come: then the peer has the
    /// request, and answers by a new connection (RFC 3261 §18.2.2).
    /// </summary>
    internal abstract void TransportFailed();

    protected void Resend() => Output.Resend(Destination, Request.Raw);

    protected void Deliver(SipMessage response) =>
        Output.Deliver(new TransactionEvent.ResponseReceived(Id, response));

    protected void ReportTransportFailure()
    {
        Output.Counters.TransportFailures++;
        Output.Deliver(new TransactionEvent.ClientTransportFailed(Id));
    }

    protected void ReportTimeout() => Output.TimedOut(new TransactionEvent.ClientTimedOut(Id));
}
