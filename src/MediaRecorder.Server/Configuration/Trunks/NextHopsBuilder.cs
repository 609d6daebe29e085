using System.Collections.Immutable;
using System.Net;
using MediaRecorder.Calls.Model;
using MediaRecorder.Server.Configuration.Trees;
using MediaRecorder.Server.Options;
using MediaRecorder.Server.Options.Trunks;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Server.Configuration.Trunks;

/// <summary>
/// <c>nextHop</c> and <c>nextHops</c> of a trunk → models, in order of priority. Names are not looked up, so that
/// neither the start nor a call depends on DNS.
/// </summary>
internal static class NextHopsBuilder
{
    private const string Expected = "must be [udp:|tcp:|tls:]address:port, such as 10.1.2.3:5060 or tls:[2001:db8::1]:5061";

    private static readonly ImmutableArray<(string, SipTransport)> Transports =
        [("udp", SipTransport.Udp), ("tcp", SipTransport.Tcp), ("tls", SipTransport.Tls)];

    public static ImmutableArray<NextHopModel> Build(
        string trunkPath, TrunkOptions trunk, ConfigurationErrors errors)
    {
        var path = trunkPath + ".nextHops";
        if (trunk.NextHop is { } only)
        {
            if (!trunk.NextHops.IsDefault)
            {
                errors.Add(path, "stands beside nextHop: write one of them");
            }

            var onlyHop = ReadHop(trunkPath + ".nextHop", new NextHopOptions { Address = only }, errors, "");
            return [new NextHopModel(onlyHop)];
        }

        if (trunk.NextHops.IsDefault)
        {
            errors.Add(
                trunkPath + ".nextHop", "is missing: the address and port to which calls leave by this trunk");
            return [new NextHopModel(Nowhere)];
        }

        if (trunk.NextHops.Length is 0 or > OptionLimits.NextHops)
        {
            errors.Add(path, $"must name 1 to {OptionLimits.NextHops} next hops");
            return [new NextHopModel(Nowhere)];
        }

        var hops = new List<NextHopModel>();
        for (var i = 0; i < trunk.NextHops.Length; i++)
        {
            var itemPath = KeyPath.Item(path, i);
            var options = trunk.NextHops[i];
            var hop = ReadHop(itemPath, options, errors, ".address");
            if (hops.Exists(other => other.Hop == hop))
            {
                errors.Add(itemPath, "repeats a next hop of this trunk");
            }

            CheckTlsName(itemPath + ".tlsName", options.TlsName, hop.Transport, errors);
            hops.Add(new NextHopModel(hop, options.Priority, options.Weight, options.TlsName));
        }

        return [.. hops.OrderBy(hop => hop.Priority)];
    }

    private static SipHop Nowhere => new IPEndPoint(IPAddress.None, 0);

    /// <param name="path">Of the hop.</param>
    /// <param name="options">As written.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="addressKey">What follows the path to name the address.</param>
    private static SipHop ReadHop(string path, NextHopOptions options, ConfigurationErrors errors, string addressKey)
    {
        if (options.Address is not { } text)
        {
            errors.Add(path + addressKey, "is missing: the address and port of this next hop");
            return Nowhere;
        }

        var transport = SipTransport.Udp;
        var address = text;
        var isPrefixed = false;
        foreach (var (word, value) in Transports)
        {
            if (text.StartsWith(word + ":", StringComparison.Ordinal))
            {
                (transport, address, isPrefixed) = (value, text[(word.Length + 1)..], true);
            }
        }

        if (!ModelBuilder.TryReadEndpoint(address, out var endpoint) || IsNobody(endpoint.Address))
        {
            errors.Add(path + addressKey, $"{Expected}, not {KeyPath.Quoted(text)}");
        }

        if (options.Transport is { } written)
        {
            var explicitly = ModelBuilder.ReadWord(path + ".transport", written, errors, Transports);
            if (isPrefixed && explicitly != transport)
            {
                errors.Add(path + ".transport", "says another transport than the address");
            }

            transport = explicitly;
        }

        return new SipHop(transport, endpoint);
    }

    private static bool IsNobody(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static void CheckTlsName(string path, string? name, SipTransport transport, ConfigurationErrors errors)
    {
        if (name is null)
        {
            return;
        }

        if (transport != SipTransport.Tls)
        {
            errors.Add(path, "is of no use: this next hop is not reached by TLS");
        }
        else if (Uri.CheckHostName(name) == UriHostNameType.Unknown)
        {
            errors.Add(path, $"must be a host name or an address, not {KeyPath.Quoted(name)}");
        }
    }
}
