using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Signalling;

/// <summary>A request on the wire that has a client transaction. Owner: the SipWorker.</summary>
/// <param name="id">Its transaction.</param>
/// <param name="message">As it was sent.</param>
/// <param name="hop">Where it went.</param>
internal sealed class SentRequest(ClientTransactionId id, SipMessage message, SipHop hop)
{
    /// <summary>Its transaction: another one when it had to be sent again by UDP.</summary>
    public ClientTransactionId Id { get; private set; } = id;

    /// <summary>As it was sent last.</summary>
    public SipMessage Message { get; private set; } = message;

    /// <summary>Where it went; CANCEL and the ACK of a failure must go the same way (RFC 3261 §9.1).</summary>
    public SipHop Hop { get; private set; } = hop;

    public SipMethod Method => Message.Method;

    public void SentAgain(ClientTransactionId id, SipMessage message, SipHop hop)
    {
        Id = id;
        Message = message;
        Hop = hop;
    }
}
