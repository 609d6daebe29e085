using System.Net;

namespace MediaRecorder.Sip.UserAgents;

/// <summary>
/// What a <see cref="UserAgent"/> asks of its driver (<see cref="SendDatagram"/>) or tells its owner. Each call ends
/// with exactly one <see cref="Ended"/> or <see cref="Failed"/>, and says nothing afterwards. An empty Sdp: the message
/// had none.
/// </summary>
public abstract record UserAgentEvent
{
    private UserAgentEvent()
    {
    }

    /// <summary>Put these bytes on the wire now, from the agent's local address.</summary>
    public sealed record SendDatagram(IPEndPoint Destination, ReadOnlyMemory<byte> Bytes) : UserAgentEvent;

    /// <summary>
    /// The owner must ring, answer or reject. Empty <paramref name="Sdp"/>: the offer is ours to make.
    /// </summary>
    public sealed record IncomingCall(UserAgentCall Call, ReadOnlyMemory<byte> Sdp) : UserAgentEvent;

    /// <summary>A provisional response above 100 to our INVITE.</summary>
    public sealed record Progress(UserAgentCall Call, int Status, ReadOnlyMemory<byte> Sdp) : UserAgentEvent;

    /// <summary>
    /// Our INVITE was answered. After an INVITE without SDP this is the peer's offer, and the owner must call
    /// <see cref="UserAgent.Acknowledge"/> with the answer; else the ACK is sent already.
    /// </summary>
    public sealed record Answered(UserAgentCall Call, ReadOnlyMemory<byte> Sdp) : UserAgentEvent;

    /// <summary>The ACK to our answer came. <paramref name="Sdp"/>: the answer to an offer made in our 200.</summary>
    public sealed record Established(UserAgentCall Call, ReadOnlyMemory<byte> Sdp) : UserAgentEvent;

    /// <summary>
    /// A re-INVITE: the owner must call <see cref="UserAgent.AnswerReinvite"/> or
    /// <see cref="UserAgent.RejectReinvite"/>.
    /// </summary>
    public sealed record Reinvited(UserAgentCall Call, ReadOnlyMemory<byte> Sdp) : UserAgentEvent;

    /// <summary>The peer took its re-INVITE back before the owner answered; there is nothing left to answer.</summary>
    public sealed record ReinviteCancelled(UserAgentCall Call) : UserAgentEvent;

    /// <summary>The ACK to our answer of a re-INVITE came; SDP as in <see cref="Established"/>.</summary>
    public sealed record ReinviteEstablished(UserAgentCall Call, ReadOnlyMemory<byte> Sdp) : UserAgentEvent;

    /// <summary>
    /// The final response to our re-INVITE. 2xx after one without SDP: as in <see cref="Answered"/>. 491: both asked at
    /// once, try again later. 408 and 481: the agent ends the call by itself.
    /// </summary>
    public sealed record ReinviteAnswered(UserAgentCall Call, int Status, ReadOnlyMemory<byte> Sdp) : UserAgentEvent;

    /// <summary>The call is over: by the peer's BYE or CANCEL, or by our own BYE or rejection.</summary>
    public sealed record Ended(UserAgentCall Call, bool ByPeer) : UserAgentEvent;

    /// <summary>Our INVITE was refused: 300-699; 487 after our CANCEL, 408 when nobody answered.</summary>
    public sealed record Failed(UserAgentCall Call, int Status) : UserAgentEvent;

    /// <summary>The final response to OPTIONS; 408 when there was none.</summary>
    public sealed record OptionsAnswered(IPEndPoint NextHop, int Status) : UserAgentEvent;
}
