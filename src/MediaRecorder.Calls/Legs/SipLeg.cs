using MediaRecorder.Buffers;
using MediaRecorder.Calls.Cues;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Requests;
using MediaRecorder.Calls.Stations;
using MediaRecorder.Calls.Transfers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Model;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.SessionTimers;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Legs;

/// <summary>One party of a call: its dialog with us, its newest SDP and its hold. Owner: the SipWorker.</summary>
internal sealed class SipLeg(
    LegSide side, LegRole role, TrunkModel trunk, string localTag, SipHop signallingPeer, ulong sdpSessionId)
{
    /// <summary>Of a third party that has <see cref="Guest"/> it says nothing.</summary>
    public LegSide Side { get; private set; } = side;

    /// <summary>The leg's number in policy and recording: 0 ingress, 1 egress, third parties from 2 on.</summary>
    public LegId Id { get; init; } = new((int)side);

    /// <summary>Feeds the recording of a third party.</summary>
    public TapId Tap { get; init; }

    /// <summary>The media of a third party; null for a party that has a side of the call.</summary>
    public GuestLeg? Guest { get; set; }

    public LegRole Role { get; } = role;

    public TrunkModel Trunk { get; private set; } = trunk;

    /// <summary>The registered phone that is called; null for a number.</summary>
    public StationRoute? Station { get; set; }

    /// <summary>
    /// Our first tag in this leg, unguessable; a fork gives the caller's leg further ones, so ask the dialog for its
    /// own.
    /// </summary>
    public string LocalTag { get; } = localTag;

    /// <summary>Where requests go when the dialog's target is no literal address.</summary>
    public SipHop SignallingPeer { get; private set; } = signallingPeer;

    /// <summary>The number in the o= of our SDP to this party (RFC 8866 §5.2).</summary>
    public ulong SdpSessionId { get; } = sdpSessionId;

    /// <summary>How this party's media are to be secured: keys are told by TLS alone, unless its trunk has it otherwise.</summary>
    public SrtpModel Srtp => Trunk.Srtp.For(SignallingPeer.Transport == SipTransport.Tls);

    /// <summary>The party may be told keys, and nobody else may read them.</summary>
    public bool TellsKeysByTlsAlone => SignallingPeer.Transport == SipTransport.Tls
        && Trunk.Srtp is { Mode: not SrtpMode.Disabled, OverPlainSip: false };

    /// <summary>Our keys for this party; null while it has been told of none.</summary>
    public OwnKeys? OwnKeys { get; set; }

    /// <summary>Writes the SDP for this party before it has a dialog.</summary>
    public SdpAuthor Author { get; } = new(sdpSessionId);

    /// <summary>The dialog that was answered, or the newest early one; null until the party has answered.</summary>
    public LegDialog? Current { get; set; }

    /// <summary>That of <see cref="Current"/>; setting it makes another one current.</summary>
    public Dialog? Dialog
    {
        get => Current?.Dialog;
        set => Current = value is null ? null : new LegDialog(this, value, Author);
    }

    /// <summary>The party has hung up, or we have.</summary>
    public bool IsGone => Dialog is { State: DialogState.Terminated };

    /// <summary>How long this party's session lives without a refresh (RFC 4028).</summary>
    public required SessionTimer Timer { get; init; }

    /// <summary>Our own refresh of it that is under way; null when none is.</summary>
    public SessionRefresh? Refresh { get; set; }

    /// <summary>The party said in its last Allow that it takes UPDATE (RFC 3311 §5.1).</summary>
    public bool KnowsUpdate { get; private set; }

    public HoldTracker Hold { get; } = new();

    /// <summary>The REFERs of this party that went on to the other.</summary>
    public ReferIds Refers { get; } = new();

    /// <summary>
    /// The voice in the SDP this party sent last, by offer or answer; null before the first, and while there is none.
    /// </summary>
    public MediaDescription? Audio { get; set; }

    /// <summary>Destination of the next request in the dialog.</summary>
    public SipHop NextHop => Current?.NextHop ?? SignallingPeer;

    /// <summary>Another next hop is tried; nothing of this leg has been set up yet.</summary>
    public void MoveTo(TrunkModel trunk, SipHop signallingPeer) =>
        (Trunk, SignallingPeer, Station, OwnKeys) = (trunk, signallingPeer, null, null);

    /// <summary>A third party is one of two from here on.</summary>
    public void TakeSide(LegSide side) => (Side, Guest) = (side, null);

    /// <summary>Takes what a message of this party says of the methods it knows.</summary>
    public void NoteMethods(SipMessage message)
    {
        if (message.TryGetHeader(SipHeaderName.Allow, out _))
        {
            KnowsUpdate = message.HasToken(SipHeaderName.Allow, SipMethods.Token(SipMethod.Update));
        }
    }
}
