using System.Net;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Trunks;

/// <summary>
/// Where a 3xx leads. Only next hops of our trunks are followed, so that no answer can aim our calls, and their
/// recordings, at a stranger. REQ A-04.
/// </summary>
internal static class Redirection
{
    // RFC 3261 §19.1.2: of sip without a port.
    private const int DefaultPort = 5060;

    /// <summary>The targets that may be followed, the caller's wish first (RFC 3261 §8.1.3.4: by q).</summary>
    /// <param name="side">The call's far side, which a redirection cannot change.</param>
    public static List<RouteCandidate> Targets(SipMessage redirect, TrunkTable table, TrunkSide side)
    {
        var targets = new List<RouteCandidate>();
        if (redirect.StatusCode is not (300 or 301 or 302))
        {
            return targets;
        }

        foreach (var contact in redirect.Contacts.OrderByDescending(Preference))
        {
            if (contact.Uri is { Scheme: "sip", User: { Length: > 0 } user, Maddr: null } uri
                && IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address)
                && Find(uri, address, table, side) is { } found)
            {
                targets.Add(found with { User = user });
            }
        }

        return targets;
    }

    private static RouteCandidate? Find(SipUri uri, IPAddress address, TrunkTable table, TrunkSide side)
    {
        var endPoint = new IPEndPoint(address, uri.Port ?? DefaultPort);
        foreach (var trunk in table.Trunks.Values)
        {
            foreach (var hop in trunk.Hops)
            {
                var found = hop.Hop.Hop;
                if (trunk.Model.Side == side && found.EndPoint.Equals(endPoint) && Suits(found, uri.Transport))
                {
                    return RouteCandidate.To(trunk, hop);
                }
            }
        }

        return null;
    }

    private static bool Suits(SipHop hop, string? transport) =>
        string.IsNullOrEmpty(transport)
        || transport.Equals(hop.Transport.ToString(), StringComparison.OrdinalIgnoreCase);

    // RFC 3261 §20.10: 0 to 1, and 1 without.
    private static double Preference(NameAddress contact) =>
        double.TryParse(
            contact.Parameter("q"),
            System.Globalization.NumberStyles.AllowDecimalPoint,
            System.Globalization.CultureInfo.InvariantCulture,
            out var q)
            ? q
            : 1;
}
