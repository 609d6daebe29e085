using System.Collections.Immutable;
using System.Net.Sockets;
using MediaRecorder.Calls.Cues;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Stations;
using MediaRecorder.Media.Paths;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Authentication.Servers;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Model;

/// <summary>One trunk: who may send through it, where its calls go, and what of them is recorded. REQ A-03.</summary>
/// <param name="Name">The trunk's key in the configuration.</param>
/// <param name="Side">External trunks bring customers, internal trunks bring agents.</param>
/// <param name="Allow">Sources from which this trunk's SIP messages are accepted.</param>
/// <param name="NextHops">Where calls are sent that leave by this trunk: at least one, in order of priority.</param>
/// <param name="RouteTo">Name of the trunk by which calls leave that arrived on this one.</param>
/// <param name="Record">Whether calls that arrive on this trunk are recorded.</param>
/// <param name="RecordHolds">REQ C-01: keep recording these calls while a party is on hold.</param>
/// <param name="KeypadPause">REQ C-04: whether the agent's keypad may pause and resume these recordings.</param>
public sealed record TrunkModel(
    string Name,
    TrunkSide Side,
    ImmutableArray<AllowedSource> Allow,
    ImmutableArray<NextHopModel> NextHops,
    string RouteTo,
    bool Record,
    bool RecordHolds,
    bool KeypadPause)
{
    /// <summary>Whether keys are looked for in the agents' audio in calls that arrive on this trunk.</summary>
    public InbandKeys InbandKeys { get; init; }

    /// <summary>Who we are to the servers of this trunk; null: their challenges go to whoever called.</summary>
    public DigestAccount? Credentials { get; init; }

    /// <summary>How requests that come by this trunk prove themselves; null: their address is enough.</summary>
    public DigestServerRules? Authenticate { get; init; }

    /// <summary>
    /// REQ A-06: name of the trunk to whose next hop the REGISTERs of this trunk's phones go; null: it has no phones.
    /// </summary>
    public string? Registrar { get; init; }

    /// <summary>How the registrar is made to send its phones' calls through us.</summary>
    public StationRouting RegisterBy { get; init; }

    /// <summary>How the next hops' health is judged.</summary>
    public HealthCheckModel HealthCheck { get; init; } = HealthCheckModel.Default;

    /// <summary>REQ B-02: how the recordings of calls that arrive are built.</summary>
    public LayoutRules Layout { get; init; } = LayoutRules.Default;

    /// <summary>Calls at one time that arrive or leave by this trunk; 0: as many as the recorder takes.</summary>
    public int MaxCalls { get; init; }

    /// <summary>Final statuses to an INVITE upon which the next hop is tried; no answer always is one.</summary>
    public ImmutableArray<int> FailoverOn { get; init; } = [503];

    /// <summary>A next hop that answers an INVITE with nothing at all for this time is left for the next.</summary>
    public TimeSpan HopTimeout { get; init; } = TimeSpan.FromSeconds(4);

    public RedirectMode Redirects { get; init; }

    public BlindTransferMode BlindTransfer { get; init; }

    /// <summary>Names of verified TLS certificates by which the trunk's peers are known, beside <see cref="Allow"/>.</summary>
    public ImmutableArray<string> CertificateNames { get; init; } = [];

    public NumbersModel Numbers { get; init; } = NumbersModel.Unchanged;

    /// <summary>Where calls that arrive go by number: the first that matches, else <see cref="RouteTo"/>.</summary>
    public ImmutableArray<RouteModel> Routes { get; init; } = [];

    /// <summary>RFC 3324: whether its peers' assertions of identity are believed, and theirs told to it.</summary>
    public bool Trusted { get; init; } = true;

    /// <summary>Whose packets the ports of this trunk's parties take. REQ A-07.</summary>
    public SourceRule SymmetricRtp { get; init; }

    /// <summary>Family of the media address that this trunk's peers are offered; null: that of their SIP.</summary>
    public AddressFamily? MediaFamily { get; init; }

    /// <summary>REQ A-08, for recorded calls that arrive by this trunk.</summary>
    public UnrecordableCodecs UnrecordableCodecs { get; init; }

    /// <summary>How the media of its parties are secured. REQ A-07.</summary>
    public SrtpModel Srtp { get; init; } = SrtpModel.Disabled;

    public HeaderRuleModel Headers { get; init; } = HeaderRuleModel.Default;

    /// <summary>The first choice, for what is sent to the trunk without a choice.</summary>
    public SipHop NextHop => NextHops[0].Hop;

    /// <summary>The trunks by which a call to this number may leave, in the order in which they are tried.</summary>
    /// <param name="called">The number as rewritten on arrival; a user part with parameters.</param>
    public ImmutableArray<string> TrunksFor(string called)
    {
        var end = called.IndexOf(';', StringComparison.Ordinal);
        var number = end < 0 ? called : called[..end];
        foreach (var route in Routes)
        {
            if (route.Match.Matches(number))
            {
                return route.To;
            }
        }

        return [RouteTo];
    }

    /// <summary>True when a message from <paramref name="source"/> belongs to this trunk.</summary>
    public bool Accepts(SipHop source)
    {
        foreach (var allowed in Allow)
        {
            if (allowed.Covers(source))
            {
                return true;
            }
        }

        return false;
    }
}
