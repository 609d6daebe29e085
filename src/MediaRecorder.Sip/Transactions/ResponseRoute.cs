using System.Net;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Transactions;

/// <summary>Where the responses to a request go when it came by UDP.</summary>
public static class ResponseRoute
{
    private const int DefaultPort = 5060;

    /// <summary>
    /// RFC 3581 §4: with `rport` the address and port the request came from; without it RFC 3261 §18.2.2: that address
    /// and the port of the top Via's sent-by. `maddr` is not followed: it would let anyone aim our answers at a third
    /// party.
    /// </summary>
    public static IPEndPoint For(SipMessage request, IPEndPoint source)
    {
        var via = request.TopVia;
        if (via.HasRPort)
            return source;
        var port = via.Port ?? DefaultPort;
        return port == source.Port ? source : new IPEndPoint(source.Address, port);
    }
}
