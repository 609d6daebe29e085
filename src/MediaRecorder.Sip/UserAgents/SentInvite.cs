using System.Net;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.UserAgents;

/// <summary>
/// An INVITE or re-INVITE of ours. It outlives its answer, for the copies of a 2xx whose ACK was lost.
/// </summary>
internal sealed record SentInvite(UserAgentCall Owner, SipMessage Message, IPEndPoint Destination, bool IsReinvite)
    : SentRequest(SipMethod.Invite, Owner, Destination)
{
    /// <summary>RFC 3264 §4: without an offer of ours the 2xx makes it and the ACK answers.</summary>
    public bool IsDelayedOffer => Message.Body.IsEmpty;

    /// <summary>A provisional response came: from now on a CANCEL is allowed (RFC 3261 §9.1).</summary>
    public bool IsProceeding { get; set; }

    public bool IsCancelSent { get; set; }

    /// <summary>
    /// The ACK of each dialog that a 2xx created, by its remote tag: more than one when the call was forked.
    /// </summary>
    public Dictionary<string, SentAck> Acks { get; } = [];
}
