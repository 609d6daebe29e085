using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Calls.Trunks;

/// <summary>All trunks at work: finds the way of a call and keeps the OPTIONS going. Owner: the SipWorker.</summary>
public sealed class TrunkTable
{
    private readonly DeadlineHeap<HealthProbe> _probes = new();
    private readonly Func<string> _newToken;

    internal TrunkTable(CallsModel model, SipSender sender, ILogger logger, Func<string> newToken)
    {
        _newToken = newToken;
        Trunks = model.Trunks.ToImmutableSortedDictionary(
            trunk => trunk.Key, trunk => new TrunkState(trunk.Value, logger), StringComparer.Ordinal);
        foreach (var trunk in Trunks.Values)
        {
            if (trunk.Model.HealthCheck.Interval == TimeSpan.Zero)
            {
                continue;
            }

            foreach (var hop in trunk.Hops)
            {
                _probes.Update(new HealthProbe(model, trunk.Model.HealthCheck, trunk, hop, sender, newToken));
            }
        }
    }

    public ImmutableSortedDictionary<string, TrunkState> Trunks { get; }

    /// <summary>When <see cref="OnDeadline"/> is next due; <c>long.MaxValue</c> for never.</summary>
    internal long NextDeadlineNs => _probes.EarliestNs;

    internal void OnDeadline(long nowNs)
    {
        while (_probes.TryPeekDue(nowNs, out var probe))
        {
            probe.OnDeadline(nowNs);
            _probes.Update(probe);
        }
    }

    /// <summary>
    /// The way of a call that arrives by <paramref name="ingress"/>, set to its first next hop, and both trunks count
    /// it. False when one of them, or each that it could leave by, is full.
    /// </summary>
    /// <param name="by">Names of the trunks by which it may leave, in order.</param>
    internal bool TryRoute(
        TrunkModel ingress, ImmutableArray<string> by, long nowNs, [NotNullWhen(true)] out CallRoute? route)
    {
        return TryOpen(ingress, Candidates(by, nowNs), out route);
    }

    /// <summary>The same for a call to one place that is known, a registered phone.</summary>
    internal bool TryRouteTo(
        TrunkModel ingress, TrunkModel outward, SipHop hop, [NotNullWhen(true)] out CallRoute? route) =>
        TryOpen(ingress, [new RouteCandidate(Trunks[outward.Name], hop, null)], out route);

    private bool TryOpen(
        TrunkModel ingress, List<RouteCandidate> candidates, [NotNullWhen(true)] out CallRoute? route)
    {
        route = null;
        var arrival = Trunks[ingress.Name];
        if (!arrival.TryAddCall())
        {
            return false;
        }

        var found = new CallRoute(arrival, candidates);
        if (!found.TryNext())
        {
            found.Close();
            return false;
        }

        route = found;
        return true;
    }

    /// <summary>Where a request goes that is no call: the first choice of a call's way.</summary>
    internal (TrunkModel Trunk, SipHop Hop) WayOf(TrunkModel ingress, string called, long nowNs)
    {
        var first = Candidates(ingress.TrunksFor(called), nowNs)[0];
        return (first.Trunk.Model, first.Hop);
    }

    // All that are usable, trunk by trunk, and after them those that are down: better late than never.
    private List<RouteCandidate> Candidates(ImmutableArray<string> names, long nowNs)
    {
        var usable = new List<RouteCandidate>();
        var down = new List<RouteCandidate>();
        foreach (var name in names)
        {
            var trunk = Trunks[name];
            foreach (var hop in NextHopSelector.Order(trunk.Hops, Draw))
            {
                (hop.IsUsable(nowNs) ? usable : down).Add(RouteCandidate.To(trunk, hop));
            }
        }

        usable.AddRange(down);
        return usable;
    }

    // FNV-1a of a token: as random as the tokens are, and the same in every run of a simulation.
    private uint Draw()
    {
        var hash = 2_166_136_261;
        foreach (var letter in _newToken())
        {
            hash = (hash ^ letter) * 16_777_619;
        }

        // The low bits of FNV of like tokens differ little: fold the high ones in.
        return hash ^ (hash >> 15);
    }
}
