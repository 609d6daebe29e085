using System.Collections.Immutable;
using System.Net.Sockets;
using MediaRecorder.Calls.Authentication;
using MediaRecorder.Calls.Cues;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Stations;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Server.Configuration.Trees;
using MediaRecorder.Server.Configuration.Trunks;
using MediaRecorder.Server.Options;
using MediaRecorder.Server.Options.Trunks;

namespace MediaRecorder.Server.Configuration;

/// <summary>
/// Trunk options → models, and whether the trunks fit together: a source belongs to one trunk, a route leads to one.
/// </summary>
internal static class TrunkModelBuilder
{
    private const string TrunksPath = "$.trunks";

    private static readonly ImmutableArray<(string, TrunkSide)> Sides =
        [("external", TrunkSide.External), ("internal", TrunkSide.Internal)];

    private static readonly ImmutableArray<(string, StationRouting)> Routings =
        [("contact", StationRouting.Contact), ("path", StationRouting.Path)];

    private static readonly ImmutableArray<(string, RedirectMode)> RedirectModes =
        [("pass", RedirectMode.Pass), ("follow", RedirectMode.Follow)];

    private static readonly ImmutableArray<(string, InbandKeys)> InbandKeyWords =
        [("auto", InbandKeys.Auto), ("always", InbandKeys.Always), ("never", InbandKeys.Never)];

    private static readonly ImmutableArray<(string, BlindTransferMode)> BlindTransferModes =
        [
            ("pass", BlindTransferMode.Pass), ("execute", BlindTransferMode.Execute),
            ("conference", BlindTransferMode.Conference),
        ];

    private static readonly ImmutableArray<(string, SourceRule)> SourceRules =
        [("address", SourceRule.Address), ("strict", SourceRule.Strict), ("nat", SourceRule.Nat)];

    private static readonly ImmutableArray<(string, AddressFamily?)> Families =
        [("auto", null), ("ipv4", AddressFamily.InterNetwork), ("ipv6", AddressFamily.InterNetworkV6)];

    private static readonly ImmutableArray<(string, UnrecordableCodecs)> CodecWays =
        [("relay", UnrecordableCodecs.Relay), ("remove", UnrecordableCodecs.Remove)];

    /// <param name="hasAuthorities">Whether there is anybody by whom clients' certificates are checked.</param>
    /// <param name="hasMediaOf">Whether there is a media address of a family.</param>
    public static ImmutableSortedDictionary<string, TrunkModel> Build(
        ImmutableSortedDictionary<string, TrunkOptions> options,
        LayoutRules layout,
        ConfigurationErrors errors,
        string workingFolder,
        bool hasAuthorities,
        Func<AddressFamily, bool> hasMediaOf)
    {
        if (options.IsEmpty)
        {
            errors.Add(TrunksPath, "must name at least one trunk");
        }

        var trunks = ImmutableSortedDictionary.CreateBuilder<string, TrunkModel>(StringComparer.Ordinal);
        var certificates = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var sources = new List<(string Path, AllowedSource Source)>();
        foreach (var (name, trunk) in options)
        {
            var path = KeyPath.Member(TrunksPath, name);
            CheckName(path, name, errors);
            var side = ReadSide(path, trunk, errors);
            var allow = ReadAllow(path, trunk, sources, errors);
            var nextHops = NextHopsBuilder.Build(path, trunk, errors);
            trunks.Add(name, new TrunkModel(
                name,
                side,
                allow,
                nextHops,
                ReadRoute(path, trunk, options, errors),
                trunk.Record,
                trunk.RecordHolds,
                trunk.KeypadPause)
            {
                Layout = LayoutRulesBuilder.Build(layout, path, trunk, errors),
                InbandKeys = ModelBuilder.ReadWord(path + ".inbandKeys", trunk.InbandKeys, errors, InbandKeyWords),
                Registrar = ReadRegistrar(path, trunk, options, errors),
                RegisterBy = ModelBuilder.ReadWord(path + ".registerBy", trunk.RegisterBy, errors, Routings),
                HealthCheck = BuildHealthCheck(trunk.HealthCheck),
                MaxCalls = trunk.MaxCalls,
                FailoverOn = trunk.FailoverOn,
                HopTimeout = TimeSpan.FromMilliseconds(trunk.HopTimeoutMs),
                Redirects = ModelBuilder.ReadWord(path + ".redirects", trunk.Redirects, errors, RedirectModes),
                BlindTransfer = ModelBuilder.ReadWord(
                    path + ".blindTransfer", trunk.BlindTransfer, errors, BlindTransferModes),
                Srtp = SrtpBuilder.Build(path, trunk.Srtp, nextHops, errors, MediaSecurity.IsAvailable),
                SymmetricRtp = ModelBuilder.ReadWord(path + ".symmetricRtp", trunk.SymmetricRtp, errors, SourceRules),
                MediaFamily = ReadFamily(path, trunk, errors, hasMediaOf),
                UnrecordableCodecs = ModelBuilder.ReadWord(
                    path + ".unrecordableCodecs", trunk.UnrecordableCodecs, errors, CodecWays),
                Numbers = NumbersBuilder.Build(path + ".numbers", trunk.Numbers, errors),
                Routes = NumbersBuilder.BuildRoutes(path + ".routes", trunk.Routes, options, errors),
                Trusted = trunk.Trusted,
                Headers = HeaderRulesBuilder.Build(path + ".headers", trunk.Headers, errors),
                CertificateNames = ReadCertificateNames(path, trunk, certificates, hasAuthorities, errors),
                Credentials = CredentialsBuilder.Build(path, trunk.Credentials, errors, workingFolder),
                Authenticate = AuthenticateBuilder.Build(
                    path, trunk.Authenticate, errors, workingFolder, SystemHashes.Digests),
            });
        }

        return trunks.ToImmutable();
    }

    private static void CheckName(string path, string name, ConfigurationErrors errors)
    {
        var plain = name.Length is > 0 and <= OptionLimits.TrunkNameLetters
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        if (!plain)
        {
            errors.Add(
                path, $"a trunk's name must be 1 to {OptionLimits.TrunkNameLetters} of the letters a-z A-Z 0-9 - _");
        }
    }

    private static TrunkSide ReadSide(string trunkPath, TrunkOptions trunk, ConfigurationErrors errors)
    {
        var path = trunkPath + ".side";
        if (trunk.Side is not null)
        {
            return ModelBuilder.ReadWord(path, trunk.Side, errors, Sides);
        }

        errors.Add(path, "is missing: external (customers) or internal (agents)");
        return TrunkSide.External;
    }

    private static AddressFamily? ReadFamily(
        string trunkPath, TrunkOptions trunk, ConfigurationErrors errors, Func<AddressFamily, bool> hasMediaOf)
    {
        var path = trunkPath + ".mediaFamily";
        var family = ModelBuilder.ReadWord(path, trunk.MediaFamily, errors, Families);
        if (family is { } wanted && !hasMediaOf(wanted))
        {
            errors.Add(path, $"is {trunk.MediaFamily}, but neither media.address nor media.address6 is an address of it");
        }

        return family;
    }

    private static ImmutableArray<AllowedSource> ReadAllow(
        string trunkPath,
        TrunkOptions trunk,
        List<(string Path, AllowedSource Source)> earlier,
        ConfigurationErrors errors)
    {
        var path = trunkPath + ".allow";
        if (trunk.Allow.IsDefaultOrEmpty)
        {
            errors.Add(
                path,
                trunk.Allow.IsDefault
                    ? "is missing: the addresses this trunk sends from"
                    : "must name at least one address");
            return [];
        }

        var own = ImmutableArray.CreateBuilder<AllowedSource>();
        for (var i = 0; i < trunk.Allow.Length; i++)
        {
            var itemPath = KeyPath.Item(path, i);
            if (!AllowedSource.TryParse(trunk.Allow[i], out var source))
            {
                var written = KeyPath.Quoted(trunk.Allow[i]);
                errors.Add(
                    itemPath,
                    $"must be address[/prefix][:port], such as 10.1.2.0/24 or [2001:db8::1]:5060, not {written}");
                continue;
            }

            own.Add(source);
            foreach (var (otherPath, other) in earlier)
            {
                if (Overlap(source, other) && !otherPath.StartsWith(path, StringComparison.Ordinal))
                {
                    errors.Add(itemPath, $"overlaps {otherPath}: a source must belong to one trunk");
                }
            }

            earlier.Add((itemPath, source));
        }

        return own.ToImmutable();
    }

    // Of two networks that share an address one contains the other.
    private static bool Overlap(AllowedSource a, AllowedSource b)
    {
        var samePort = a.Port is null || b.Port is null || a.Port == b.Port;
        return samePort && (a.Network.Contains(b.Network.BaseAddress) || b.Network.Contains(a.Network.BaseAddress));
    }

    private static HealthCheckModel BuildHealthCheck(HealthCheckOptions options) => new(
        TimeSpan.FromSeconds(options.IntervalSeconds),
        TimeSpan.FromMilliseconds(options.TimeoutMs),
        options.DownAfter,
        options.UpAfter,
        TimeSpan.FromSeconds(options.RestSeconds));

    private static ImmutableArray<string> ReadCertificateNames(
        string trunkPath,
        TrunkOptions trunk,
        Dictionary<string, string> earlier,
        bool hasAuthorities,
        ConfigurationErrors errors)
    {
        if (trunk.CertificateNames.Length > 0 && !hasAuthorities)
        {
            errors.Add(
                trunkPath + ".certificateNames",
                "needs tls.caFile, which says whose certificates are good: without it no client is asked for one");
        }

        for (var i = 0; i < trunk.CertificateNames.Length; i++)
        {
            var path = KeyPath.Item(trunkPath + ".certificateNames", i);
            var name = trunk.CertificateNames[i];
            if (Uri.CheckHostName(name) == UriHostNameType.Unknown)
            {
                errors.Add(path, $"must be a host name or an address, not {KeyPath.Quoted(name)}");
            }
            else if (!earlier.TryAdd(name, path))
            {
                errors.Add(path, $"repeats {earlier[name]}: a peer must belong to one trunk");
            }
        }

        return trunk.CertificateNames;
    }

    private static string ReadRoute(
        string trunkPath,
        TrunkOptions trunk,
        ImmutableSortedDictionary<string, TrunkOptions> trunks,
        ConfigurationErrors errors)
    {
        var path = trunkPath + ".routeTo";
        if (trunk.RouteTo is null)
        {
            errors.Add(path, "is missing: the trunk by which this trunk's calls leave");
            return "";
        }

        CheckTrunk(path, trunk.RouteTo, trunks, errors);
        return trunk.RouteTo;
    }

    private static string? ReadRegistrar(
        string trunkPath,
        TrunkOptions trunk,
        ImmutableSortedDictionary<string, TrunkOptions> trunks,
        ConfigurationErrors errors)
    {
        var path = trunkPath + ".registrar";
        if (trunk.Registrar is null)
        {
            return null;
        }

        CheckTrunk(path, trunk.Registrar, trunks, errors);
        if (trunks.GetValueOrDefault(trunk.Registrar) == trunk)
        {
            errors.Add(path, "names the trunk itself: the registrar is another trunk than its phones");
        }

        return trunk.Registrar;
    }

    private static void CheckTrunk(
        string path, string name, ImmutableSortedDictionary<string, TrunkOptions> trunks, ConfigurationErrors errors)
    {
        if (!trunks.ContainsKey(name))
        {
            var nearest = Spelling.Nearest(name, trunks.Keys);
            var hint = nearest is null ? "" : $"; did you mean \"{nearest}\"?";
            errors.Add(path, $"names no trunk: {KeyPath.Quoted(name)}{hint}");
        }
    }
}
