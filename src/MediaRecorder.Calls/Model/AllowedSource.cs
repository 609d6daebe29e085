using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Model;

/// <summary>An address, network or endpoint from which a trunk's SIP messages may come.</summary>
/// <param name="Network">The address range; a single address is a /32 or /128.</param>
/// <param name="Port">The only source port allowed by UDP, or null for any.</param>
public readonly record struct AllowedSource(IPNetwork Network, int? Port)
{
    /// <summary>
    /// Parses <c>address</c>, <c>address/prefix</c>, <c>address:port</c>, <c>address/prefix:port</c>; IPv6 with a port
    /// in brackets.
    /// </summary>
    public static bool TryParse(string text, out AllowedSource source)
    {
        source = default;
        var network = text.AsSpan().Trim();
        int? port = null;
        if (network.StartsWith("["))
        {
            var close = network.IndexOf(']');
            if (close < 0)
            {
                return false;
            }

            if (network[(close + 1)..] is [':', .. var digits] && !TryParsePort(digits, out port))
            {
                return false;
            }

            network = network[1..close];
        }
        else if (network.Count(':') == 1)
        {
            var colon = network.IndexOf(':');
            if (!TryParsePort(network[(colon + 1)..], out port))
            {
                return false;
            }

            network = network[..colon];
        }

        if (IPNetwork.TryParse(network, out var range))
        {
            source = new AllowedSource(range, port);
            return true;
        }

        if (!IPAddress.TryParse(network, out var address))
        {
            return false;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        source = new AllowedSource(new IPNetwork(address, bits), port);
        return true;
    }

    /// <summary>True when a datagram from <paramref name="endpoint"/> is covered.</summary>
    public bool Covers(IPEndPoint endpoint)
    {
        var address = endpoint.Address.IsIPv4MappedToIPv6 ? endpoint.Address.MapToIPv4() : endpoint.Address;
        return (Port is null || Port == endpoint.Port) && Network.Contains(address);
    }

    /// <summary>As above; by TCP and TLS the port is one that the peer's system chose, so it says nothing.</summary>
    public bool Covers(SipHop source) =>
        Covers(source.IsReliable && Port is { } port ? new IPEndPoint(source.EndPoint.Address, port) : source.EndPoint);

    private static bool TryParsePort(ReadOnlySpan<char> digits, out int? port)
    {
        var parsed = ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value > 0;
        port = parsed ? value : null;
        return parsed;
    }
}
