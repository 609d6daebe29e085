using System.Collections.Immutable;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Model;
using MediaRecorder.Media.Security;
using MediaRecorder.Server.Configuration.Trees;
using MediaRecorder.Server.Options.Trunks;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Server.Configuration.Trunks;

/// <summary><c>srtp</c> of a trunk → model.</summary>
internal static class SrtpBuilder
{
    private static readonly ImmutableArray<(string, SrtpMode)> Modes =
    [
        ("disabled", SrtpMode.Disabled), ("optional", SrtpMode.Optional), ("opportunistic", SrtpMode.Opportunistic),
        ("required", SrtpMode.Required),
    ];

    private static readonly ImmutableArray<(string, string)> Suites =
        [.. MediaSecurity.Suites.Select(suite => (suite, suite))];

    /// <param name="nextHops">Of the trunk: who is offered keys.</param>
    /// <param name="isAvailable">Whether this machine can do SRTP.</param>
    public static SrtpModel Build(
        string trunkPath,
        SrtpOptions options,
        ImmutableArray<NextHopModel> nextHops,
        ConfigurationErrors errors,
        bool isAvailable)
    {
        var path = trunkPath + ".srtp";
        var mode = ModelBuilder.ReadWord(path + ".mode", options.Mode, errors, Modes);
        if (mode != SrtpMode.Disabled && !isAvailable)
        {
            errors.Add(
                path + ".mode", $"needs libsrtp2.so.1, which is not installed (Debian: {MediaSecurity.DebianPackage})");
        }

        if (mode is SrtpMode.Opportunistic or SrtpMode.Required && !options.OverPlainSip
            && nextHops.Any(hop => hop.Hop.Transport != SipTransport.Tls))
        {
            errors.Add(
                path + ".mode",
                "would offer keys to a next hop without TLS, where they can be read: write tls: before its address, or set overPlainSip");
        }

        var suites = ReadSuites(path + ".suites", options, errors);
        return mode == SrtpMode.Disabled ? SrtpModel.Disabled : new SrtpModel(mode, suites, options.OverPlainSip);
    }

    /// <summary>A trunk may have SRTP that can never come about: keys travel by TLS alone, and nobody speaks it.</summary>
    public static void WarnWhereNeverSecure(CallsModel calls, ConfigurationErrors errors)
    {
        foreach (var trunk in calls.Trunks.Values)
        {
            if (trunk.Srtp is { Mode: not SrtpMode.Disabled, OverPlainSip: false }
                && calls.Transports.TlsListen is null
                && trunk.NextHops.All(hop => hop.Hop.Transport != SipTransport.Tls))
            {
                errors.Warn(
                    KeyPath.Member("$.trunks", trunk.Name) + ".srtp.mode",
                    "has no effect: keys are told by TLS alone, but tls.listen is not set and no next hop has tls: before its address");
            }
        }
    }

    private static ImmutableArray<string> ReadSuites(string path, SrtpOptions options, ConfigurationErrors errors)
    {
        if (options.Suites.IsEmpty)
        {
            errors.Add(path, "must name at least one crypto suite");
        }

        var suites = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < options.Suites.Length; i++)
        {
            var itemPath = KeyPath.Item(path, i);
            var suite = ModelBuilder.ReadWord(itemPath, options.Suites[i], errors, Suites);
            if (suites.Contains(suite) && suite == options.Suites[i])
            {
                errors.Add(itemPath, "repeats a suite");
            }

            suites.Add(suite);
        }

        return suites.ToImmutable();
    }
}
