using System.Net;
using MediaRecorder.Calls.Cues;
using MediaRecorder.Calls.Model;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Model;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.B2bua;

/// <summary>One party of a call: its dialog with us, its newest SDP and its hold. Owner: the SipWorker.</summary>
internal sealed class SipLeg(
    LegSide side, LegRole role, TrunkModel trunk, string localTag, SipHop signallingPeer, ulong sdpSessionId)
{
    private readonly ulong _sdpSessionId = sdpSessionId;
    private ulong _sdpVersion = 1;
    private byte[] _sentSdp = [];

    public LegSide Side { get; } = side;

    /// <summary>The leg's number in policy and recording: 0 ingress, 1 egress.</summary>
    public LegId Id { get; } = new((int)side);

    public LegRole Role { get; } = role;

    public TrunkModel Trunk { get; private set; } = trunk;

    /// <summary>Our tag in this leg's dialog; unguessable, so that it also names the leg in our tables.</summary>
    public string LocalTag { get; } = localTag;

    /// <summary>Where requests go when the dialog's target is no literal address.</summary>
    public SipHop SignallingPeer { get; private set; } = signallingPeer;

    /// <summary>The dialog; null until the party has answered with a tag.</summary>
    public Dialog? Dialog { get; set; }

    public HoldTracker Hold { get; } = new();

    /// <summary>The audio of the SDP this party sent last, by offer or answer; null before the first.</summary>
    public MediaDescription? Audio { get; private set; }

    /// <summary>Destination of the next request in the dialog.</summary>
    public SipHop NextHop => Dialog?.NextHopFrom(SignallingPeer) ?? SignallingPeer;

    /// <summary>Another next hop is tried; nothing of this leg has been set up yet.</summary>
    public void MoveTo(TrunkModel trunk, SipHop signallingPeer) => (Trunk, SignallingPeer) = (trunk, signallingPeer);

    /// <summary>Rewrites the other party's SDP for this one. Null when it cannot be anchored.</summary>
    /// <param name="address">Our media address.</param>
    /// <param name="port">The port this party is to send to.</param>
    public SessionDescription? Describe(SessionDescription other, IPAddress address, int port)
    {
        // RFC 3264 §8: the version grows by one with each change and only then, so that a 200 which repeats the answer
        // of its 183, or a re-INVITE that only refreshes, is seen as the repetition it is.
        var repeated = Rewritten(other, address, port);
        if (repeated is null || repeated.ToBytes().AsSpan().SequenceEqual(_sentSdp))
        {
            return repeated;
        }

        _sdpVersion++;
        var changed = Rewritten(other, address, port);
        _sentSdp = changed?.ToBytes() ?? _sentSdp;
        return changed;
    }

    /// <summary>Takes SDP whose audio has been found usable.</summary>
    public void TakeSdp(SessionDescription sdp)
    {
        _ = SdpAnchor.FirstUsableAudio(sdp, out var audio);
        Audio = audio;
    }

    private SessionDescription? Rewritten(SessionDescription other, IPAddress address, int port)
    {
        _ = SdpAnchor.Rewrite(other, new SdpOriginId(_sdpSessionId, _sdpVersion), address, port, out var rewritten);
        return rewritten;
    }
}
