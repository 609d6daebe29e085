using System.Collections.Immutable;
using MediaRecorder.Server.Options.Trunks;

namespace MediaRecorder.Server.Options;

/// <summary>One entry of <c>$.trunks</c> as written; null and default mean: not written, and they must be.</summary>
public sealed record TrunkOptions
{
    /// <summary><c>external</c> (customers) or <c>internal</c> (agents).</summary>
    public string? Side { get; init; }

    /// <summary>Sources this trunk's SIP comes from: <c>address[/prefix][:port]</c>; the port counts by UDP only.</summary>
    public ImmutableArray<string> Allow { get; init; }

    /// <summary>The only next hop, <c>[udp:|tcp:|tls:]address:port</c>; else <see cref="NextHops"/>.</summary>
    public string? NextHop { get; init; }

    /// <summary>Where calls leave by this trunk, when there are several places.</summary>
    public ImmutableArray<NextHopOptions> NextHops { get; init; }

    /// <summary>Name of the trunk by which calls leave that arrive on this one.</summary>
    public string? RouteTo { get; init; }

    /// <summary>Record the calls that arrive on this trunk.</summary>
    public bool Record { get; init; } = true;

    /// <summary>Keep recording while a party is on hold. REQ C-01.</summary>
    public bool RecordHolds { get; init; }

    /// <summary>Whether the agent's keypad may pause and resume. REQ C-04.</summary>
    public bool KeypadPause { get; init; } = true;

    /// <summary>How calls that arrive are laid out; null: as <see cref="RecordingOptions.Layout"/> says.</summary>
    public string? Layout { get; init; }

    /// <summary>How they are stored; null: as <see cref="RecordingOptions.Encoding"/> says.</summary>
    public string? Encoding { get; init; }
    /// <summary><c>auto</c>, <c>always</c> or <c>never</c>: look for the agent's keys in the audio. REQ C-04.</summary>
    public string InbandKeys { get; init; } = "auto";

    /// <summary>Name of the trunk to which this trunk's phones register; null: it has no phones. REQ A-06.</summary>
    public string? Registrar { get; init; }

    /// <summary><c>contact</c> or <c>path</c>: how the registrar is made to send the phones' calls through us.</summary>
    public string RegisterBy { get; init; } = "contact";

    /// <summary>How it is found out whether a next hop lives.</summary>
    public HealthCheckOptions HealthCheck { get; init; } = new();

    /// <summary>Calls at one time, both ways; 0: no limit of its own.</summary>
    public int MaxCalls { get; init; }

    /// <summary>Statuses upon which the next hop after it is tried.</summary>
    public ImmutableArray<int> FailoverOn { get; init; } = [503];

    /// <summary>Time for a next hop to answer an INVITE with anything.</summary>
    public int HopTimeoutMs { get; init; } = 4000;

    /// <summary><c>pass</c> or <c>follow</c>: what becomes of a 3xx from this trunk.</summary>
    public string Redirects { get; init; } = "pass";

    /// <summary><c>pass</c> or <c>execute</c>: who carries out a REFER from this trunk.</summary>
    public string BlindTransfer { get; init; } = "pass";

    /// <summary><c>address</c>, <c>strict</c> or <c>nat</c>: whose packets its parties' media ports take. REQ A-07.</summary>
    public string SymmetricRtp { get; init; } = "address";

    /// <summary><c>auto</c>, <c>ipv4</c> or <c>ipv6</c>: the media address its peers are offered.</summary>
    public string MediaFamily { get; init; } = "auto";

    /// <summary><c>relay</c> or <c>remove</c>: codecs that cannot be recorded, in calls that arrive. REQ A-08.</summary>
    public string UnrecordableCodecs { get; init; } = "relay";

    /// <summary>Names of verified TLS certificates by which this trunk's peers are known.</summary>
    public ImmutableArray<string> CertificateNames { get; init; } = [];

    /// <summary>How numbers are rewritten.</summary>
    public NumbersOptions Numbers { get; init; } = new();

    /// <summary>Where calls go by their number; the others go by <see cref="RouteTo"/>.</summary>
    public ImmutableArray<TrunkRouteOptions> Routes { get; init; } = [];

    /// <summary>Whether assertions of identity pass to and from this trunk.</summary>
    public bool Trusted { get; init; } = true;

    /// <summary>What is changed of the headers that leave by this trunk.</summary>
    public HeaderRuleOptions Headers { get; init; } = new();

    /// <summary>Who we are to the trunk's servers.</summary>
    public CredentialsOptions Credentials { get; init; } = new();

    /// <summary>How what comes by the trunk must prove itself.</summary>
    public AuthenticateOptions Authenticate { get; init; } = new();
}
