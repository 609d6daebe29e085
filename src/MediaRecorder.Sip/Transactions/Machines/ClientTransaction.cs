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

    internal SipHop Destination { get; private set; } = destination;

    private bool _isMoved;

    protected bool Reliable { get; } = destination.IsReliable;

    protected SipTimers Timers { get; } = timers;

    protected TransactionOutput Output { get; } = output;

    internal abstract void Receive(SipMessage response, long nowNs);

    /// <summary>
    /// The connection the request went by is gone. Ends the transaction unless a response has come: then the peer has the
    /// request, and answers by a new connection (RFC 3261 §18.2.2).
    /// </summary>
    /// <param name="mayMove">
    /// The connection had been open: perhaps the peer closed it for its idleness just as we wrote. The same request then
    /// goes by another one, once; a peer that has it after all knows it by its branch.
    /// </param>
    internal void TransportFailed(bool mayMove)
    {
        if (!IsUnanswered)
        {
            return;
        }

        if (mayMove && !_isMoved)
        {
            _isMoved = true;
            Destination = Destination with { FlowId = 0 };
            Resend();
            return;
        }

        Terminate();
        Output.Counters.TransportFailures++;
        Output.Deliver(new TransactionEvent.ClientTransportFailed(Id));
    }

    /// <summary>Nothing shows yet that the peer has the request.</summary>
    protected abstract bool IsUnanswered { get; }

    protected abstract void Terminate();

    protected void Resend() => Output.Resend(Destination, Request.Raw);

    protected void Deliver(SipMessage response) =>
        Output.Deliver(new TransactionEvent.ResponseReceived(Id, response));

    protected void ReportTimeout() => Output.TimedOut(new TransactionEvent.ClientTimedOut(Id));
}
