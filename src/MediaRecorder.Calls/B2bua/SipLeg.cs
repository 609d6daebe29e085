using System.Net;
using MediaRecorder.Calls.Cues;
using MediaRecorder.Calls.Model;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Model;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.B2bua;

/// <summary>One party of a call: its dialog with us, its newest SDP and its hold. Owner: the SipWorker.</summary>
internal sealed class SipLeg(LegSide side, LegRole role, TrunkModel trunk, string localTag, IPEndPoint signallingPeer, ulong sdpSessionId)
{
    private readonly ulong _sdpSessionId = sdpSessionId;
    private ulong _sdpVersion;

    public LegSide Side { get; } = side;

    /// <summary>The leg's number in policy and recording: 0 ingress, 1 egress.</summary>
    public LegId Id { get; } = new((int)side);

    public LegRole Role { get; } = role;

    public TrunkModel Trunk { get; } = trunk;

    /// <summary>Our tag in this leg's dialog; unguessable, so that it also names the leg in our tables.</summary>
    public string LocalTag { get; } = localTag;

    /// <summary>Where requests go when the dialog's target is no literal address.</summary>
    public IPEndPoint SignallingPeer { get; } = signallingPeer;

    /// <summary>The dialog; null until the party has answered with a tag.</summary>
    public Dialog? Dialog { get; set; }

    public HoldTracker Hold { get; } = new();

    /// <summary>The audio of the SDP this party sent last, by offer or answer; null before the first.</summary>
    public MediaDescription? Audio { get; private set; }

    /// <summary>Destination of the next request in the dialog.</summary>
    public IPEndPoint NextHop => Dialog is not null && Dialog.TryGetNextHop(out var hop) ? hop : SignallingPeer;

    /// <summary>Our o= line towards this party: one session id per dialog, a version that only grows (RFC 3264 §8).</summary>
    public SdpOriginId NextOrigin() => new(_sdpSessionId, ++_sdpVersion);

    /// <summary>Takes SDP whose audio has been found usable.</summary>
    public void TakeSdp(SessionDescription sdp)
    {
        _ = SdpAnchor.FirstUsableAudio(sdp, out var audio);
        Audio = audio;
    }
}
