using System.Net;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Transactions;

/// <summary>Where the responses to a request go.</summary>
public static class ResponseRoute
{
    private const int DefaultPort = 5060;

    /// <summary>
    /// A reliable transport: the connection the request came by (RFC 3261 §18.2.2). UDP, RFC 3581 §4: with `rport` the address and port the request came from; without it RFC 3261 §18.2.2: that address
    /// and the port of the top Via's sent-by. `maddr` is not followed: it would let anyone aim our answers at a third
    /// party.
    /// </summary>
    public static SipHop For(SipMessage request, SipHop source)
    {
        var via = request.TopVia;
        if (via.HasRPort || source.IsReliable)
            return source;
        var port = via.Port ?? DefaultPort;
        return port == source.EndPoint.Port ? source : new IPEndPoint(source.EndPoint.Address, port);
    }
}
