using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Signalling;

/// <summary>
/// A request on the wire that has a client transaction. The sender may have to send it again, with credentials that the
/// peer asked for or by another transport: then this becomes the repeat, so that CANCEL, ACK, RAck and the next CSeq are
/// right for whoever reads them when needed. Owner: the SipWorker.
/// </summary>
/// <param name="id">Its transaction.</param>
/// <param name="message">As it was sent.</param>
/// <param name="hop">Where it went.</param>
internal sealed class SentRequest(ClientTransactionId id, SipMessage message, SipHop hop)
{
    /// <summary>Its transaction: another one when it had to be sent again.</summary>
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
