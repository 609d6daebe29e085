using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.Cues;

/// <summary>What an offer or answer says about its sender's hold.</summary>
public enum HoldChange
{
    None,
    Started,
    Ended,
}

/// <summary>
/// Whether one party holds the other, from the SDP it sends. REQ C-01.
/// RFC 3264 §8.4: a party holds by offering <c>sendonly</c> (or <c>inactive</c>); the old way is c=0.0.0.0 (RFC 2543).
/// An answer that merely mirrors the offer says nothing, and ends no hold: <c>recvonly</c> to <c>sendonly</c>, or
/// anything to <c>inactive</c>, to which RFC 3264 §6.1 allows no other answer (phones that answer <c>sendonly</c> are
/// met).
/// </summary>
public sealed class HoldTracker
{
    public bool IsHolding { get; private set; }

    /// <summary>Takes an offer from this party.</summary>
    public HoldChange Offered(MediaDescription audio) => Set(audio.IsOnHold);

    /// <summary>Takes this party's answer to <paramref name="offer"/>.</summary>
    public HoldChange Answered(MediaDescription offer, MediaDescription answer) =>
        offer.Direction == MediaDirection.Inactive || (offer.IsOnHold && !answer.IsOnHold)
            ? HoldChange.None
            : Set(answer.IsOnHold);

    private HoldChange Set(bool holding)
    {
        if (holding == IsHolding)
        {
            return HoldChange.None;
        }

        IsHolding = holding;
        return holding ? HoldChange.Started : HoldChange.Ended;
    }
}
