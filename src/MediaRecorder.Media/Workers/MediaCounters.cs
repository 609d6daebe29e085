using MediaRecorder.Media.Bridges;
using MediaRecorder.Media.Security;

namespace MediaRecorder.Media.Workers;

/// <summary>
/// What a MediaWorker counts. Written by that worker only, as plain fields; read by the metrics at any time
/// (64-bit reads are atomic, a value may be one turn old).
/// </summary>
internal sealed class MediaCounters
{
    public SideCounters Ingress;
    public SideCounters Egress;

    public BridgeCounters Bridges;

    /// <summary>Loop turns that took longer than <see cref="MediaWorker.StallNs"/>.</summary>
    public long Stalls;

    /// <summary>Keys of SDP by which no context could be made: that side of the call stays silent.</summary>
    public long KeyFailures;

    /// <summary>Legs closed because handling their packets failed.</summary>
    public long LegFaults;

    public ref SideCounters Of(Paths.LegSide side) => ref side == Paths.LegSide.Ingress ? ref Ingress : ref Egress;

    /// <summary>Counts for packets received from one side, and for those that a bridge sends to it.</summary>
    public struct SideCounters
    {
        public long RtpPackets;
        public long RtpBytes;
        public long RtcpPackets;

        /// <summary>Of streams that are not RTP: T.38 and the like.</summary>
        public long Datagrams;
        public long RelayedPackets;
        public long RelayedBytes;

        /// <summary>Neither RTP nor RTCP by its first two bytes (RFC 5761 §4), or over the size limit.</summary>
        public long MalformedPackets;

        /// <summary>From an address that the SDP did not name.</summary>
        public long ForeignPackets;

        /// <summary>The other side has no address to send to (held with 0.0.0.0, or not answered yet).</summary>
        public long UndeliverablePackets;

        /// <summary>SRTP that was not opened, by reason; neither relayed nor recorded.</summary>
        public SrtpCounts Unopened;

        /// <summary>Packets of this side that could not be sealed for the other, by reason; recorded all the same.</summary>
        public SrtpCounts Unsealed;

        /// <summary>The kernel refused the send.</summary>
        public long SendErrors;

        /// <summary>The tap ring was full: the recording lost the packet, the call did not.</summary>
        public long TapDrops;
    }
}
