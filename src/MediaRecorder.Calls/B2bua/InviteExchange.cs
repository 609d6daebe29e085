using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Model;
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

    public TrunkModel Outward => To.Trunk;

    public TransactionEvent.RequestReceived Received { get; } = received;

    /// <summary>The request as it came.</summary>
    public SipMessage Request => Received.Request;

    public SipHop Source => Received.Source;

    public ServerTransactionId Server => Received.Id;

    public long ReceivedNs { get; } = receivedNs;

    /// <summary>The leg whose place <see cref="From"/> takes with its answer; null for a party of the call.</summary>
    public SipLeg? Replaced { get; init; }

    /// <summary>The request as we sent it on.</summary>
    public SentRequest? Sent { get; set; }

    public ExchangeStage Stage { get; private set; }

    /// <summary>
    /// The offer of <see cref="From"/>; null for a delayed offer, where the 2xx carries the offer of <see cref="To"/>.
    /// </summary>
    public SessionDescription? Offer { get; init; }

    /// <summary>The ACK is to carry the answer.</summary>
    public bool IsDelayedOffer => Offer is null && Answer is not { IsNegotiated: true };

    /// <summary>The INVITE that makes the call; false for one inside its dialogs.</summary>
    public bool IsInitial { get; init; }

    /// <summary>The dialogs that an INVITE inside them passes between; null for the initial one.</summary>
    public DialogPair? Pair { get; set; }

    /// <summary>The branches that have answered, by the To tag of the other side.</summary>
    public Dictionary<string, InviteBranch> Branches { get; } = new(StringComparer.Ordinal);

    /// <summary>The branch of the first 2xx.</summary>
    public InviteBranch? Answer { get; set; }

    /// <summary>A 2xx that waits for the PRACK of a response with SDP (RFC 3262 §3).</summary>
    public SipMessage? HeldAnswer { get; set; }

    /// <summary>
    /// When the other side is taken for dead, which said that it works on a re-INVITE; <c>long.MaxValue</c> for never.
    /// </summary>
    public long StaleNs { get; set; } = long.MaxValue;

    /// <summary>When the call must see to this exchange; <c>long.MaxValue</c> for never.</summary>
    public long DeadlineNs
    {
        get
        {
            var next = Math.Min(StaleNs, Retransmission?.NextDeadlineNs ?? long.MaxValue);
            foreach (var branch in Branches.Values)
            {
                next = Math.Min(next, branch.Reliable.NextDeadlineNs);
            }

            return next;
        }
    }

    /// <summary>A provisional response came, so a CANCEL may be sent (RFC 3261 §9.1).</summary>
    public bool ProvisionalSeen { get; set; }

    /// <summary>The exchange is to end; the CANCEL is sent now or with the first provisional response.</summary>
    public bool CancelWanted { get; set; }

    public bool CancelSent { get; set; }

    /// <summary>The CANCEL of the request's sender, whose Reason goes on (RFC 3326 §2); null when it is ours.</summary>
    public SipMessage? Cancelled { get; set; }

    /// <summary>
    /// The request's sender has its final response; what still comes from the other side is not passed on.
    /// </summary>
    public bool Answered { get; private set; }

    /// <summary>Repeats our 2xx until the ACK comes.</summary>
    public AnswerRetransmission? Retransmission { get; private set; }

    /// <summary>The To tag of the first 2xx; one with another tag is another branch of a fork.</summary>
    public string? FinalTag { get; set; }

    /// <summary>To tags of further branches of a fork, each ended by a BYE once.</summary>
    public HashSet<string> EndedForks { get; } = new(StringComparer.Ordinal);

    /// <summary>Our ACK to the 2xx, sent again with each copy of the 2xx (RFC 3261 §13.2.2.4).</summary>
    public ReadOnlyMemory<byte>? Ack { get; set; }

    public SipHop AckDestination { get; set; }

    /// <summary>The request's sender gets this 2xx until it acknowledges.</summary>
    public void FinishAnswered(AnswerRetransmission retransmission)
    {
        Answered = true;
        Stage = ExchangeStage.Accepted;
        Retransmission = retransmission;
        Stop();
    }

    /// <summary>The request's sender gets a failure.</summary>
    public void FinishRefused()
    {
        Answered = true;
        Stop();
    }

    private void Stop()
    {
        foreach (var branch in Branches.Values)
        {
            branch.Stop();
        }
    }
    public bool MayRepeat => !CancelWanted && !Answered;

    public void OnRepeated() => ProvisionalSeen = false;

    public void OnResponse(SentRequest sent, SipMessage response, long nowNs) =>
        Call.OnInviteResponse(this, response, nowNs);

    public void OnNoResponse(SentRequest sent, long nowNs) => Call.OnInviteTimeout(this, nowNs);

    public void OnTransportFailed(SentRequest sent, long nowNs) => Call.OnInviteTransportFailed(this, nowNs);
}
