using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Signalling;

/// <summary>
/// A request on the wire that has a client transaction. One that is challenged is sent again by the sender, with
/// credentials: then <see cref="Id"/> and <see cref="Message"/> become those of the repeat, so that CANCEL, ACK, RAck and
/// the next CSeq are right for whoever reads them when needed.
/// </summary>
internal sealed class SentRequest(ClientTransactionId id, SipMessage message, SipHop hop)
{
    /// <summary>Its transaction.</summary>
    public ClientTransactionId Id { get; private set; } = id;

    /// <summary>As it was sent.</summary>
    public SipMessage Message { get; private set; } = message;

    /// <summary>Where it went; CANCEL and the ACK of a failure must go the same way (RFC 3261 §9.1).</summary>
    public SipHop Hop { get; } = hop;

    public SipMethod Method => Message.Method;

    /// <summary>Only the sender says so.</summary>
    public void Repeated(ClientTransactionId id, SipMessage message) => (Id, Message) = (id, message);
}
