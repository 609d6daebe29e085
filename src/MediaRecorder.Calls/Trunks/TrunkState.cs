using System.Collections.Immutable;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Workers;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Calls.Trunks;

/// <summary>
/// One trunk at work: its calls and the health of its next hops. Owner: the SipWorker; metrics read the numbers.
/// </summary>
public sealed class TrunkState
{
    private readonly ILogger _logger;
    private int _activeCalls;

    internal TrunkState(TrunkModel model, ILogger logger)
    {
        Model = model;
        _logger = logger;
        Hops = [.. model.NextHops.Select(hop => new NextHopHealth(model.HealthCheck, hop))];
    }

    public TrunkModel Model { get; }

    /// <summary>Calls that arrive or leave by this trunk; one that does both counts twice.</summary>
    public int ActiveCalls => Volatile.Read(ref _activeCalls);

    /// <summary>Calls refused or sent elsewhere because this trunk was full.</summary>
    public long CapacityRefusals { get; private set; }

    /// <summary>Calls that left a next hop of this trunk for another, here or on another trunk.</summary>
    public long Failovers { get; internal set; }

    internal ImmutableArray<NextHopHealth> Hops { get; }

    /// <summary>Each next hop as written and its state, for metrics.</summary>
    public IEnumerable<(string Hop, HopState State, long Failures)> HopStates =>
        Hops.Select(hop => (hop.Name, hop.State, hop.Failures));

    /// <summary>Counts a call in; false when the trunk is full. REQ A-03.</summary>
    internal bool TryAddCall()
    {
        if (Model.MaxCalls > 0 && _activeCalls >= Model.MaxCalls)
        {
            CapacityRefusals++;
            return false;
        }

        Volatile.Write(ref _activeCalls, _activeCalls + 1);
        return true;
    }

    internal void RemoveCall() => Volatile.Write(ref _activeCalls, _activeCalls - 1);

    internal void NoteSuccess(NextHopHealth hop)
    {
        if (hop.Succeeded())
        {
            _logger.HopUp(Model.Name, hop.Name);
        }
    }

    internal void NoteFailure(NextHopHealth hop, long nowNs)
    {
        if (hop.Failed(nowNs))
        {
            _logger.HopDown(Model.Name, hop.Name);
            if (Hops.All(other => other.State == HopState.Down))
            {
                _logger.TrunkDown(Model.Name);
            }
        }
    }
}
