using MediaRecorder.Buffers;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Paths;

/// <summary>
/// One party's socket pair of one stream, where its packets go, and its tap. Owned by one MediaWorker once its stream is
/// attached.
/// </summary>
internal sealed class MediaLeg(LegSide side, UdpSocket rtp, UdpSocket rtcp, TapId tap)
{
    /// <summary>
    /// Latched sources of the RTP and RTCP sockets; fields, because they are mutable structs on the packet path.
    /// </summary>
    public SourceLatch RtpSource;
    public SourceLatch RtcpSource;

    /// <summary>
    /// Where packets for this party are sent; empty while its SDP says 0.0.0.0 or is not known yet. With rtcp-mux both
    /// are the same.
    /// </summary>
    public SocketEndpoint RtpRemote;
    public SocketEndpoint RtcpRemote;

    /// <summary>Accepted so far; written by the worker, read by the SipWorker's heartbeat.</summary>
    public long ReceivedPackets;

    public LegSide Side { get; } = side;

    public UdpSocket Rtp { get; } = rtp;

    public UdpSocket Rtcp { get; } = rtcp;

    public TapId Tap { get; } = tap;

    /// <summary>Ring of the RecordingWorker that records this leg; null when it is not recorded.</summary>
    public PacketRing? Ring { get; set; }

    public LineKind Kind { get; private set; }

    /// <summary>RFC 5761: RTCP for this party leaves by the RTP socket.</summary>
    public bool IsMuxed { get; private set; }

    /// <summary>Index in the worker's leg table; −1 while not attached.</summary>
    public int Slot { get; set; } = -1;

    public MediaLeg Peer { get; set; } = null!;

    public void SetRemote(LineKind kind, SocketEndpoint rtp, SocketEndpoint rtcp)
    {
        Kind = kind;
        RtpRemote = rtp;
        RtcpRemote = rtcp;
        IsMuxed = !rtp.IsEmpty && rtp.Equals(rtcp);

        // A held party signals 0.0.0.0 and may still send music: its latched source stays accepted.
        if (!rtp.IsEmpty || kind == LineKind.Off)
        {
            RtpSource.Signal(rtp);
            RtcpSource.Signal(rtcp);
        }
    }
}
