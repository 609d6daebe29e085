using System.Net;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.UserAgents;

// state            | input                        | action                          | next
// -----------------+------------------------------+---------------------------------+---------------
// outbound
// (new)            | Invite()                     | send INVITE                     | Calling
// Calling, Ringing | 1xx above 100                | Progress                        | Ringing
// Calling, Ringing | Cancel(), Bye()              | CANCEL, now or after the 1st 1xx| same
// Calling, Ringing | 2xx                          | ACK; Answered                   | Confirmed
//                  | 2xx, we owe the SDP answer   | Answered                        | Answered
//                  | 2xx after our CANCEL         | ACK, BYE                        | Ending
//                  | 300-699, timeout             | Failed                          | Ended
// Answered         | Acknowledge()                | ACK with SDP                    | Confirmed
// Answered         | Bye()                        | ACK, BYE                        | Ending
// inbound
// (new)            | INVITE                       | IncomingCall                    | Calling
// Calling, Ringing | Ring()                       | 180 or 183                      | Ringing
// Calling, Ringing | Reject(), Bye()              | 300-699; Ended                  | Ended
// Calling, Ringing | CANCEL, BYE                  | 487; Ended by peer              | Ended
// Calling, Ringing | Answer()                     | 200, repeated                   | Answered
// Answered         | ACK, or re-INVITE            | Established                     | Confirmed
// Answered         | Bye()                        | wait for ACK (RFC 3261 §15)     | Answered
//                  | ACK after Bye()              | BYE                             | Ending
//                  | no ACK for 64*T1             | BYE                             | Ending
// both
// Answered,        | BYE                          | 200; Ended by peer              | Ended
//  Confirmed       |                              |                                 |
// Confirmed        | Bye()                        | BYE                             | Ending
// Confirmed        | 408, 481 to our re-INVITE    | BYE                             | Ending
// Ending           | BYE                          | 200                             | Ending
// Ending           | final response, timeout      | Ended                           | Ended

/// <summary>One call of a <see cref="UserAgent"/>. Owner: the thread of its agent.</summary>
public sealed class UserAgentCall
{
    internal UserAgentCall(long id, CallDirection direction, SipMessage invite, IPEndPoint peer)
    {
        Id = id;
        Direction = direction;
        Invite = invite;
        Peer = peer;
    }

    /// <summary>Unique in the life of the agent, from 1.</summary>
    public long Id { get; }

    public CallDirection Direction { get; }

    public string CallId => Invite.CallId;

    /// <summary>The INVITE that began the call, as sent or received.</summary>
    public SipMessage Invite { get; }

    public UserAgentCallState State { get; internal set; }

    /// <summary>The last SDP the peer sent; empty before the first.</summary>
    public ReadOnlyMemory<byte> RemoteSdp { get; private set; }

    /// <summary>
    /// A re-INVITE may be sent: confirmed, and none of either side is being answered (RFC 3261 §14.1).
    /// </summary>
    public bool CanReinvite =>
        State == UserAgentCallState.Confirmed && SentInvite is null && ReceivedInvite is null && !OwesAnswer;

    /// <summary>For the owner; the agent never looks at it.</summary>
    public object? Tag { get; set; }

    /// <summary>Where the first message of the call went or came from.</summary>
    internal IPEndPoint Peer { get; }

    internal Dialog? Dialog { get; set; }

    /// <summary>Our INVITE or re-INVITE, from sending until its ACK is sent or it has failed.</summary>
    internal SentInvite? SentInvite { get; set; }

    /// <summary>The peer's INVITE or re-INVITE, until its final response.</summary>
    internal ReceivedRequest? ReceivedInvite { get; set; }

    /// <summary>Our last 2xx, until its ACK.</summary>
    internal AnswerRetransmission? Answer { get; set; }

    /// <summary>Our last 2xx made the offer, so that its ACK brings the peer's answer.</summary>
    internal bool AnswerIsOffer { get; set; }

    internal bool IsAnswerOfReinvite { get; set; }

    /// <summary>The owner has hung up; the protocol makes the agent wait with its CANCEL or BYE.</summary>
    internal bool IsGivenUp { get; set; }

    internal bool IsUnanswered => State is UserAgentCallState.Calling or UserAgentCallState.Ringing;

    /// <summary>An offer in our unacknowledged 2xx still waits for its answer.</summary>
    internal bool OwesAnswer => Answer is not null && AnswerIsOffer;

    /// <summary>
    /// Where requests of a dialog of this call go; a target that is a name stands for the peer's address.
    /// </summary>
    internal IPEndPoint NextHop(Dialog dialog) =>
        dialog.TryGetNextHop(out var nextHop) && nextHop is not null ? nextHop : Peer;

    /// <summary>Keeps the SDP of a message, if it has one, and returns it.</summary>
    internal ReadOnlyMemory<byte> TakeSdp(SipMessage message)
    {
        if (message.Body.IsEmpty)
            return default;
        RemoteSdp = message.Body.ToArray();
        return RemoteSdp;
    }
}
