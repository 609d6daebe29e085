namespace MediaRecorder.Sip.Sdp;

/// <summary>What became of a move in the offer/answer exchange; all but <see cref="Made"/> leave the state as it was.</summary>
public enum OfferAnswerMove
{
    Made,

    /// <summary>Their offer met ours: 491 (RFC 3261 §14.2, RFC 3311 §5.2).</summary>
    Glare,

    /// <summary>An offer is already open on the same side: 500 with Retry-After when it is theirs (RFC 3311 §5.2).</summary>
    OfferAlreadyOpen,

    /// <summary>We owe an answer, so we may not offer (RFC 3264 §4).</summary>
    AnswerOwed,

    /// <summary>
    /// An answer to nothing; received, it is ignored: the 200 that repeats the answer of a 183 (RFC 3261 §13.2.1).
    /// </summary>
    NoOffer,
}
