using System.Net;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Transactions.Machines;

/// <summary>What both client machines share: who they are and what they repeat.</summary>
internal abstract class ClientTransaction(
    ClientTransactionId id, SipMessage request, IPEndPoint destination, bool reliable, SipTimers timers,
    TransactionOutput output) : Transaction
{
    internal ClientTransactionId Id { get; } = id;

    internal SipMessage Request { get; } = request;

    internal IPEndPoint Destination { get; } = destination;

    protected bool Reliable { get; } = reliable;

    protected SipTimers Timers { get; } = timers;

    protected TransactionOutput Output { get; } = output;

    internal abstract void Receive(SipMessage response, long nowNs);

    protected void Resend() => Output.Resend(Destination, Request.Raw);

    protected void Deliver(SipMessage response) =>
        Output.Deliver(new TransactionEvent.ResponseReceived(Id, response));

    protected void ReportTimeout() => Output.TimedOut(new TransactionEvent.ClientTimedOut(Id));
}
