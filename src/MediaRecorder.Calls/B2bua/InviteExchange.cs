using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.B2bua;

/// <summary>Where an INVITE that passes through us stands.</summary>
internal enum ExchangeStage
{
    /// <summary>Forwarded; no final response yet.</summary>
    Pending,

    /// <summary>We sent the 2xx on and wait for the ACK.</summary>
    Accepted,
}

/// <summary>
/// One INVITE or re-INVITE on its way through the recorder: a server transaction on the side it came from, a client
/// transaction on the other. A call has at most one at a time; a second is answered 491 or 500 (RFC 3261 §14.2).
/// </summary>
internal sealed class InviteExchange(
    Call call, SipLeg from, SipLeg to, TransactionEvent.RequestReceived received, long receivedNs)
    : IResponseTaker
{
    public Call Call { get; } = call;

    public SipLeg From { get; } = from;

    public SipLeg To { get; } = to;

    public TransactionEvent.RequestReceived Received { get; } = received;

    /// <summary>The request as it came.</summary>
    public SipMessage Request => Received.Request;

    public SipHop Source => Received.Source;

    public ServerTransactionId Server => Received.Id;

    public long ReceivedNs { get; } = receivedNs;

    /// <summary>The request as we sent it on.</summary>
    public SentRequest? Sent { get; set; }

    public ExchangeStage Stage { get; set; }

    /// <summary>
    /// The offer of <see cref="From"/>; null for a delayed offer, where the 2xx carries the offer of <see cref="To"/>.
    /// </summary>
    public SessionDescription? Offer { get; init; }

    public bool IsDelayedOffer => Offer is null;

    /// <summary>SDP of a provisional response, used when the 2xx has none.</summary>
    public SessionDescription? EarlyAnswer { get; set; }

    /// <summary>A provisional response came, so a CANCEL may be sent (RFC 3261 §9.1).</summary>
    public bool ProvisionalSeen { get; set; }

    /// <summary>The exchange is to end; the CANCEL is sent now or with the first provisional response.</summary>
    public bool CancelWanted { get; set; }

    public bool CancelSent { get; set; }

    /// <summary>The caller has heard of the far side, so that no other can take its place.</summary>
    public bool ProgressPassed { get; set; }

    /// <summary>The CANCEL of the request's sender, whose Reason goes on (RFC 3326 §2); null when it is ours.</summary>
    public SipMessage? Cancelled { get; set; }

    /// <summary>
    /// The request's sender has its final response; what still comes from the other side is not passed on.
    /// </summary>
    public bool Answered { get; set; }

    /// <summary>Repeats our 2xx until the ACK comes.</summary>
    public AnswerRetransmission? Retransmission { get; set; }

    /// <summary>The To tag of the first 2xx; one with another tag is another branch of a fork.</summary>
    public string? FinalTag { get; set; }

    /// <summary>To tags of further branches of a fork, each ended by a BYE once.</summary>
    public HashSet<string> EndedForks { get; } = new(StringComparer.Ordinal);

    /// <summary>Our ACK to the 2xx, sent again with each copy of the 2xx (RFC 3261 §13.2.2.4).</summary>
    public ReadOnlyMemory<byte>? Ack { get; set; }

    public SipHop AckDestination { get; set; }

    public void OnResponse(SentRequest sent, SipMessage response, long nowNs) =>
        Call.OnInviteResponse(this, response, nowNs);

    public void OnNoResponse(SentRequest sent, long nowNs) => Call.OnInviteTimeout(this, nowNs);
}
