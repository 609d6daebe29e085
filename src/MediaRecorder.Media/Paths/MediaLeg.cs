using MediaRecorder.Buffers;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Paths;

/// <summary>
/// One party's socket pair, where its packets go, and its tap. Owned by one MediaWorker once its path is open.
/// </summary>
internal sealed class MediaLeg(LegSide side, UdpSocket rtp, UdpSocket rtcp, TapId tap, PacketRing? ring)
{
    /// <summary>
    /// Latched sources of the RTP and RTCP sockets; fields, because they are mutable structs on the packet path.
    /// </summary>
    public SourceLatch RtpSource;
    public SourceLatch RtcpSource;

    /// <summary>Where packets for this party are sent; empty while its SDP says 0.0.0.0 or is not known yet.</summary>
    public SocketEndpoint RtpRemote;
    public SocketEndpoint RtcpRemote;

    public LegSide Side { get; } = side;

    public UdpSocket Rtp { get; } = rtp;

    public UdpSocket Rtcp { get; } = rtcp;

    public TapId Tap { get; } = tap;

    /// <summary>Ring of the RecordingWorker that records this leg; null when the call is not recorded.</summary>
    public PacketRing? Ring { get; } = ring;

    /// <summary>Index in the worker's leg table; −1 while not attached.</summary>
    public int Slot { get; set; } = -1;

    public MediaLeg Peer { get; set; } = null!;

    public void SetRemote(SocketEndpoint rtp, SocketEndpoint rtcp)
    {
        RtpRemote = rtp;
        RtcpRemote = rtcp;

        // A held party signals 0.0.0.0 and may still send music: its latched source stays accepted.
        if (!rtp.IsEmpty)
        {
            RtpSource.Signal(rtp);
            RtcpSource.Signal(rtcp);
        }
    }
}
