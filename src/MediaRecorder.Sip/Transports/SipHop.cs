using System.Net;
using MediaRecorder.Sip.Messages;

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

    /// <summary>
    /// Where a request to <paramref name="uri"/> goes in a dialog that came about by this hop. RFC 3263 §4.1: `sips` and the
    /// transport parameter decide; without them the peer's transport stays, for peers that leave the parameter out. The
    /// connection stays where it leads to the same host: many peers name a Contact that nobody can connect to. When it is
    /// gone, there is still the Contact.
    /// </summary>
    /// <param name="target">The address of <paramref name="uri"/>.</param>
    /// <param name="keepsTls">What is said is for TLS alone: a URI that leads out of it is not followed further than to
    /// its host.</param>
    public SipHop Towards(SipUri uri, IPEndPoint target, bool keepsTls = false)
    {
        var transport = TransportOf(uri) ?? Transport;
        if (keepsTls && Transport == SipTransport.Tls && transport != SipTransport.Tls)
        {
            return target.Address.Equals(EndPoint.Address) ? this : new SipHop(SipTransport.Tls, target);
        }

        var isSameHost = transport == Transport && target.Address.Equals(EndPoint.Address);
        return new SipHop(transport, target, isSameHost ? FlowId : 0);
    }

    /// <summary>An address alone means UDP (RFC 3261 §18.1).</summary>
    public static implicit operator SipHop(IPEndPoint endPoint) => FromIPEndPoint(endPoint);

    public static SipHop FromIPEndPoint(IPEndPoint endPoint) => new(SipTransport.Udp, endPoint);

    private static SipTransport? TransportOf(SipUri uri) =>
        uri.Scheme == "sips" ? SipTransport.Tls : uri.Transport?.ToUpperInvariant() switch
        {
            "UDP" => SipTransport.Udp,
            "TCP" => SipTransport.Tcp,
            "TLS" => SipTransport.Tls,
            _ => null,
        };
}
