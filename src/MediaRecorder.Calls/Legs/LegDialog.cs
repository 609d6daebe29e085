using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Legs;

/// <summary>
/// One dialog of a leg with what was negotiated in it. A leg has one, but for the branches of a fork while it rings.
/// Owner: the SipWorker.
/// </summary>
internal sealed class LegDialog(SipLeg leg, Dialog dialog, SdpAuthor author)
{
    public SipLeg Leg { get; } = leg;

    public Dialog Dialog { get; } = dialog;

    /// <summary>Writes the SDP for this peer.</summary>
    public SdpAuthor Author { get; } = author;

    /// <summary>The peer's newest SDP of an exchange that is complete, or early; null before the first.</summary>
    public SessionDescription? Sdp { get; set; }

    /// <summary>An UPDATE of this peer has no final response yet (RFC 3311 §5.2).</summary>
    public bool HasOpenUpdate { get; set; }

    /// <summary>
    /// Destination of the next request in the dialog. A phone behind a NAT does not know where it can be reached: what
    /// goes to it takes the way it came by. What may hold our keys does not leave TLS, wherever a Contact or Record-Route
    /// leads.
    /// </summary>
    public SipHop NextHop => Leg.Trunk.Registrar is null
        ? Dialog.NextHopFrom(Leg.SignallingPeer, keepsTls: Leg.TellsKeysByTlsAlone)
        : Leg.SignallingPeer;
}
