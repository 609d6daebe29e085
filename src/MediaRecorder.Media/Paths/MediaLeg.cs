using MediaRecorder.Buffers;
using MediaRecorder.Media.Bridges;
using MediaRecorder.Media.Security;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Paths;

/// <summary>
/// One party's socket pair of one stream, where its packets go, and its tap. Owned by one MediaWorker once its stream is
/// attached.
/// </summary>
internal sealed class MediaLeg(LegSide side, UdpSocket rtp, UdpSocket rtcp, TapId tap)
{
    /// <summary>What a packet reads of it, about: all.</summary>
    public const int HotBytes = 384;

    // Fields, because they are mutable structs on the packet path.
    private SourceLatch _rtpSource;
    private SourceLatch _rtcpSource;
    private bool _answersSource;

    /// <summary>
    /// Where packets for this party are sent; empty while its SDP says 0.0.0.0 or is not known yet. With rtcp-mux both
    /// are the same.
    /// </summary>
    public SocketEndpoint RtpRemote;
    public SocketEndpoint RtcpRemote;

    /// <summary>Accepted so far; written by the worker, read by the SipWorker's heartbeat.</summary>
    public long ReceivedPackets;

    /// <summary>Of those, that could not be opened with the keys of this party; as above.</summary>
    public long UnopenedPackets;

    public LegSide Side { get; } = side;

    public UdpSocket Rtp { get; } = rtp;

    public UdpSocket Rtcp { get; } = rtcp;

    public TapId Tap { get; } = tap;

    /// <summary>Ring of the RecordingWorker that records this leg; null when it is not recorded.</summary>
    public PacketRing? Ring { get; set; }

    public LineKind Kind { get; private set; }

    /// <summary>RFC 5761: RTCP for this party leaves by the RTP socket.</summary>
    public bool IsMuxed { get; private set; }

    /// <summary>Null while this party is plain.</summary>
    public LegCrypto? Crypto { get; set; }

    /// <summary>Index in the worker's leg table; −1 while not attached.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Whom its packets are relayed to; null for a guest that nobody hears yet.</summary>
    public MediaLeg? Peer { get; set; }

    /// <summary>Its part in a bridge, which then hears its packets in the place of <see cref="Peer"/>.</summary>
    public BridgeMember? Member { get; set; }

    public void SetRemote(LineKind kind, in SocketEndpoint rtp, in SocketEndpoint rtcp, SourceRule rule, in SocketEndpoint behind)
    {
        Kind = kind;
        _answersSource = rule == SourceRule.Nat;
        RtpRemote = rtp;
        RtcpRemote = rtcp;
        IsMuxed = !rtp.IsEmpty && rtp.Equals(rtcp);

        // A held party signals 0.0.0.0 and may still send music: its latched source stays accepted.
        if (rtp.IsEmpty && kind != LineKind.Off)
        {
            return;
        }

        _rtpSource.Signal(rtp, rule, behind);
        _rtcpSource.Signal(rtcp, rule, behind);
        AnswerSource();
    }

    /// <summary>True when what came from <paramref name="source"/> is this party's.</summary>
    public bool Accepts(in SocketEndpoint source, bool onRtcpPort)
    {
        ref var latch = ref onRtcpPort ? ref _rtcpSource : ref _rtpSource;
        if (latch.IsLatched(source))
        {
            return true;
        }

        if (!latch.Accepts(source))
        {
            return false;
        }

        AnswerSource();
        return true;
    }

    // Behind a NAT the way in is the way out (RFC 4961). A party that is held is sent nothing all the same.
    private void AnswerSource()
    {
        if (!_answersSource || RtpRemote.IsEmpty)
        {
            return;
        }

        if (!_rtpSource.Latched.IsEmpty)
        {
            RtpRemote = _rtpSource.Latched;
        }

        if (IsMuxed)
        {
            RtcpRemote = RtpRemote;
        }
        else if (!_rtcpSource.Latched.IsEmpty)
        {
            RtcpRemote = _rtcpSource.Latched;
        }
    }
}
