namespace MediaRecorder.Sip.Sdp;

/// <summary>Whose turn it is in one dialog (RFC 3264 §4).</summary>
public enum OfferAnswerPhase
{
    /// <summary>No offer is open: either side may make one.</summary>
    Idle,
    OfferSent,
    OfferReceived,
}
