namespace MediaRecorder.Sip.Sdp;

/// <summary>
/// The offer/answer exchange of one dialog (RFC 3264 §4, RFC 6337 §2). Owned by the thread that works on the call.
/// </summary>
/// <remarks>
/// <code>
///                 Idle            OfferSent          OfferReceived
/// SendOffer       OfferSent       OfferAlreadyOpen   AnswerOwed
/// ReceiveOffer    OfferReceived   Glare              OfferAlreadyOpen
/// SendAnswer      NoOffer         NoOffer            Idle
/// ReceiveAnswer   NoOffer         Idle               NoOffer
/// Withdraw        Idle            Idle               Idle
/// </code>
/// </remarks>
public sealed class OfferAnswerState
{
    public OfferAnswerPhase Phase { get; private set; }

    /// <summary>An offer has been answered at least once: there is a session to fall back to (RFC 3261 §14.1).</summary>
    public bool HasSession { get; private set; }

    public OfferAnswerMove SendOffer() => Phase switch
    {
        OfferAnswerPhase.Idle => Open(OfferAnswerPhase.OfferSent),
        OfferAnswerPhase.OfferSent => OfferAnswerMove.OfferAlreadyOpen,
        _ => OfferAnswerMove.AnswerOwed,
    };

    public OfferAnswerMove ReceiveOffer() => Phase switch
    {
        OfferAnswerPhase.Idle => Open(OfferAnswerPhase.OfferReceived),
        OfferAnswerPhase.OfferSent => OfferAnswerMove.Glare,
        _ => OfferAnswerMove.OfferAlreadyOpen,
    };

    public OfferAnswerMove SendAnswer() => Close(OfferAnswerPhase.OfferReceived);

    public OfferAnswerMove ReceiveAnswer() => Close(OfferAnswerPhase.OfferSent);

    /// <summary>The open offer was refused, cancelled or timed out; the session before it stands (RFC 6337 §2.2).</summary>
    public void Withdraw() => Phase = OfferAnswerPhase.Idle;

    private OfferAnswerMove Open(OfferAnswerPhase phase)
    {
        Phase = phase;
        return OfferAnswerMove.Made;
    }

    private OfferAnswerMove Close(OfferAnswerPhase expected)
    {
        if (Phase != expected)
        {
            return OfferAnswerMove.NoOffer;
        }

        Phase = OfferAnswerPhase.Idle;
        HasSession = true;
        return OfferAnswerMove.Made;
    }
}
