using System.Net;

namespace MediaRecorder.Sip.Transports;

/// <summary>Where a message goes to or came from.</summary>
/// <param name="Transport">By which transport.</param>
/// <param name="EndPoint">The peer's address and port.</param>
/// <param name="FlowId">
/// The very connection it came by, so that its answers go back on it (RFC 3261 §18.2.2); 0 = any connection to the
/// end point, and always for UDP.
/// </param>
public readonly record struct SipHop(SipTransport Transport, IPEndPoint EndPoint, long FlowId = 0)
{
    /// <summary>RFC 3261 §17: a reliable transport needs no repetition.</summary>
    public bool IsReliable => Transport != SipTransport.Udp;

    /// <summary>An address alone means UDP (RFC 3261 §18.1).</summary>
    public static implicit operator SipHop(IPEndPoint endPoint) => FromIPEndPoint(endPoint);

    public static SipHop FromIPEndPoint(IPEndPoint endPoint) => new(SipTransport.Udp, endPoint);
}
