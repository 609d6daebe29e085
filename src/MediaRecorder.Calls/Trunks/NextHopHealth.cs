using MediaRecorder.Calls.Model;

namespace MediaRecorder.Calls.Trunks;

/// <summary>
/// Whether a next hop lives, learnt from OPTIONS and from calls. Owner: the SipWorker; the state is read by metrics.
/// <code>
/// state   | success             | failure                       | rest is over
/// Unknown | → Up                | the DownAfter-th → Down       | –
/// Up      | failures forgotten  | the DownAfter-th → Down       | –
/// Down    | the UpAfter-th → Up | successes forgotten, new rest | no OPTIONS: → Unknown
/// </code>
/// Apart from that, a 503 with Retry-After makes it rest for that time, whatever its state.
/// </summary>
internal sealed class NextHopHealth(HealthCheckModel rules, NextHopModel hop)
{
    /// <summary>A peer may not put itself out of use for longer by one answer.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    private int _state;
    private int _failures;
    private int _successes;
    private long _restUntilNs = long.MinValue;
    private long _downUntilNs;

    public NextHopModel Hop { get; } = hop;

    /// <summary>As it may be written in the configuration: <c>tcp:10.1.2.3:5060</c>.</summary>
    public string Name { get; } = $"{hop.Hop.Transport.ToString().ToLowerInvariant()}:{hop.Hop.EndPoint}";

    public HopState State
    {
        get => (HopState)Volatile.Read(ref _state);
        private set => Volatile.Write(ref _state, (int)value);
    }

    /// <summary>Failures of OPTIONS and calls.</summary>
    public long Failures { get; private set; }

    /// <summary>Calls are offered to it before any that is not usable.</summary>
    public bool IsUsable(long nowNs)
    {
        if (State == HopState.Down && rules.Interval == TimeSpan.Zero && nowNs >= _downUntilNs)
        {
            // One more failure puts it down again: a dead hop costs one call its timeout in each rest.
            State = HopState.Unknown;
            _failures = rules.DownAfter - 1;
        }

        return State != HopState.Down && nowNs >= _restUntilNs;
    }

    /// <summary>It answered. True when that changed the state.</summary>
    public bool Succeeded()
    {
        _failures = 0;
        _successes++;
        if (State == HopState.Up || (State == HopState.Down && _successes < rules.UpAfter))
        {
            return false;
        }

        State = HopState.Up;
        return true;
    }

    /// <summary>It did not answer, or with 503. True when that changed the state.</summary>
    public bool Failed(long nowNs)
    {
        Failures++;
        _successes = 0;
        _failures++;
        _downUntilNs = nowNs + (rules.Rest.Ticks * 100);
        if (State == HopState.Down || _failures < rules.DownAfter)
        {
            return false;
        }

        State = HopState.Down;
        return true;
    }

    /// <summary>RFC 3261 §21.5.4: it asked not to be used for a time.</summary>
    public void Rest(TimeSpan asked, long nowNs)
    {
        var rest = asked < LongestRest ? asked : LongestRest;
        _restUntilNs = nowNs + (rest.Ticks * 100);
    }
}
