using System.Collections.Immutable;
using MediaRecorder.Server.Options;
using MediaRecorder.Server.Options.Trunks;

namespace MediaRecorder.Server.Configuration.Trunks;

/// <summary>One trunk's section → Options.</summary>
internal static class TrunkOptionsReader
{
    public static TrunkOptions Read(ConfigurationSection section)
    {
        var defaults = new TrunkOptions();
        var options = new TrunkOptions
        {
            Side = section.Text("side", defaults.Side),
            Allow = section.Texts("allow", defaults.Allow),
            NextHop = section.Text("nextHop", defaults.NextHop),
            NextHops = ReadNextHops(section.Sections("nextHops", shortForm: "address")),
            RouteTo = section.Text("routeTo", defaults.RouteTo),
            Record = section.Switch("record", defaults.Record),
            RecordHolds = section.Switch("recordHolds", defaults.RecordHolds),
            KeypadPause = section.Switch("keypadPause", defaults.KeypadPause),
            Layout = section.Text("layout", defaults.Layout),
            Encoding = section.Text("encoding", defaults.Encoding),
            InbandKeys = section.Text("inbandKeys", defaults.InbandKeys)!,
            Registrar = section.Text("registrar", defaults.Registrar),
            RegisterBy = section.Text("registerBy", defaults.RegisterBy)!,
            HealthCheck = ReadHealthCheck(section.Section("healthCheck")),
            MaxCalls = section.Number("maxCalls", defaults.MaxCalls, OptionLimits.TrunkMaxCalls),
            FailoverOn = section.Numbers("failoverOn", defaults.FailoverOn, OptionLimits.FailoverStatus),
            HopTimeoutMs = section.Number("hopTimeoutMs", defaults.HopTimeoutMs, OptionLimits.HopTimeoutMs),
            Redirects = section.Text("redirects", defaults.Redirects)!,
            BlindTransfer = section.Text("blindTransfer", defaults.BlindTransfer)!,
            SymmetricRtp = section.Text("symmetricRtp", defaults.SymmetricRtp)!,
            MediaFamily = section.Text("mediaFamily", defaults.MediaFamily)!,
            UnrecordableCodecs = section.Text("unrecordableCodecs", defaults.UnrecordableCodecs)!,
            CertificateNames = section.Texts("certificateNames", defaults.CertificateNames),
            Numbers = ReadNumbers(section.Section("numbers")),
            Routes = ReadRoutes(section.Sections("routes")),
            Trusted = section.Switch("trusted", defaults.Trusted),
            Headers = ReadHeaders(section.Section("headers")),
            Credentials = ReadCredentials(section.Section("credentials")),
            Authenticate = ReadAuthenticate(section.Section("authenticate")),
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static HealthCheckOptions ReadHealthCheck(ConfigurationSection section)
    {
        var defaults = new HealthCheckOptions();
        var options = new HealthCheckOptions
        {
            IntervalSeconds = section.Number(
                "intervalSeconds", defaults.IntervalSeconds, OptionLimits.HealthIntervalSeconds),
            TimeoutMs = section.Number("timeoutMs", defaults.TimeoutMs, OptionLimits.HealthTimeoutMs),
            DownAfter = section.Number("downAfter", defaults.DownAfter, OptionLimits.HealthCount),
            UpAfter = section.Number("upAfter", defaults.UpAfter, OptionLimits.HealthCount),
            RestSeconds = section.Number("restSeconds", defaults.RestSeconds, OptionLimits.RestSeconds),
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static NumbersOptions ReadNumbers(ConfigurationSection section)
    {
        var options = new NumbersOptions
        {
            CalledIn = ReadRules(section.Sections("calledIn")),
            CallerIn = ReadRules(section.Sections("callerIn")),
            CalledOut = ReadRules(section.Sections("calledOut")),
            CallerOut = ReadRules(section.Sections("callerOut")),
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static ImmutableArray<NumberRuleOptions> ReadRules(ImmutableArray<ConfigurationSection> sections)
    {
        var rules = ImmutableArray.CreateBuilder<NumberRuleOptions>();
        foreach (var section in sections.IsDefault ? [] : sections)
        {
            rules.Add(new NumberRuleOptions
            {
                Match = section.Text("match", null),
                Replace = section.Text("replace", null),
            });
            section.RefuseOtherKeys();
        }

        return rules.ToImmutable();
    }

    private static ImmutableArray<TrunkRouteOptions> ReadRoutes(ImmutableArray<ConfigurationSection> sections)
    {
        var routes = ImmutableArray.CreateBuilder<TrunkRouteOptions>();
        foreach (var section in sections.IsDefault ? [] : sections)
        {
            routes.Add(new TrunkRouteOptions { Match = section.Text("match", null), To = section.Texts("to", default) });
            section.RefuseOtherKeys();
        }

        return routes.ToImmutable();
    }

    private static HeaderRuleOptions ReadHeaders(ConfigurationSection section)
    {
        var defaults = new HeaderRuleOptions();
        var options = new HeaderRuleOptions
        {
            Remove = section.Texts("remove", defaults.Remove),
            Add = section.Texts("add", defaults.Add),
            HideHosts = section.Switch("hideHosts", defaults.HideHosts),
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static CredentialsOptions ReadCredentials(ConfigurationSection section)
    {
        var defaults = new CredentialsOptions();
        var options = new CredentialsOptions
        {
            User = section.Text("user", defaults.User)!,
            PasswordFile = section.Text("passwordFile", defaults.PasswordFile)!,
            PasswordEnvironment = section.Text("passwordEnvironment", defaults.PasswordEnvironment)!,
            Realm = section.Text("realm", defaults.Realm)!,
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static AuthenticateOptions ReadAuthenticate(ConfigurationSection section)
    {
        var defaults = new AuthenticateOptions();
        var options = new AuthenticateOptions
        {
            Realm = section.Text("realm", defaults.Realm)!,
            Algorithms = section.Texts("algorithms", defaults.Algorithms),
            UsersFile = section.Text("usersFile", defaults.UsersFile)!,
            PasswordsFile = section.Text("passwordsFile", defaults.PasswordsFile)!,
            AsProxy = section.Switch("asProxy", defaults.AsProxy),
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static ImmutableArray<NextHopOptions> ReadNextHops(ImmutableArray<ConfigurationSection> sections)
    {
        if (sections.IsDefault)
        {
            return default;
        }

        var defaults = new NextHopOptions();
        var hops = ImmutableArray.CreateBuilder<NextHopOptions>();
        foreach (var section in sections)
        {
            hops.Add(new NextHopOptions
            {
                Address = section.Text("address", defaults.Address),
                Transport = section.Text("transport", defaults.Transport),
                Priority = section.Number("priority", defaults.Priority, OptionLimits.HopRank),
                Weight = section.Number("weight", defaults.Weight, OptionLimits.HopRank),
                TlsName = section.Text("tlsName", defaults.TlsName),
            });
            section.RefuseOtherKeys();
        }

        return hops.ToImmutable();
    }
}
