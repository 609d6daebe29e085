using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Signalling;

/// <summary>A request on the wire that has a client transaction.</summary>
/// <param name="Id">Its transaction.</param>
/// <param name="Message">As it was sent.</param>
/// <param name="Hop">Where it went; CANCEL and the ACK of a failure must go the same way (RFC 3261 §9.1).</param>
internal sealed record SentRequest(ClientTransactionId Id, SipMessage Message, SipHop Hop)
{
    public SipMethod Method => Message.Method;
}
