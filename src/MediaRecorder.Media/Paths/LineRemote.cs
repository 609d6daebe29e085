using System.Net;

namespace MediaRecorder.Media.Paths;

/// <summary>Where one side wants the packets of one m-line, from its newest SDP. The default is a line that is off.</summary>
/// <param name="Rtp">Null for a held party (0.0.0.0): it may send and is sent nothing.</param>
/// <param name="Rtcp">Null where RTCP is not wanted; not looked at with <paramref name="RtcpMux"/>.</param>
/// <param name="RtcpMux">RFC 5761: RTCP for this side goes to its RTP port.</param>
public readonly record struct LineRemote(
    LineKind Kind, IPEndPoint? Rtp = null, IPEndPoint? Rtcp = null, bool RtcpMux = false)
{
    public SourceRule Rule { get; init; }

    /// <summary>Where the party's SIP comes from; counts with <see cref="SourceRule.Nat"/> only.</summary>
    public IPAddress? Signalling { get; init; }
}
