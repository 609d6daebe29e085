namespace MediaRecorder.Calls.Lines;

/// <summary>
/// Finds calls in which nothing is heard of either side any more. It looks at the relay's counters now and then, so that
/// packets cost nothing for it. Owner: the SipWorker.
/// </summary>
/// <param name="timeoutNs">Silence that ends a call; 0 never.</param>
/// <param name="holdTimeoutNs">The same while a party is on hold, where silence is no sign of anything.</param>
internal sealed class MediaWatch(long timeoutNs, long holdTimeoutNs)
{
    // A timeout is found at most a quarter of it late, or 10 s.
    private const int LooksPerTimeout = 4;
    private const long LongestLookNs = 10_000_000_000;

    private long _packets = -1;
    private bool _isHeld;
    private long _sinceNs;

    /// <summary>When <see cref="OnDeadline"/> is due; <c>long.MaxValue</c> for never.</summary>
    public long NextDeadlineNs { get; private set; } = long.MaxValue;

    /// <summary>The call has been answered.</summary>
    public void Start(long nowNs)
    {
        _sinceNs = nowNs;
        Rest(nowNs);
    }

    /// <summary>True when the silence has lasted too long.</summary>
    /// <param name="packets">Heard of either side so far.</param>
    public bool OnDeadline(long packets, bool isHeld, long nowNs)
    {
        if (packets != _packets || isHeld != _isHeld)
        {
            (_packets, _isHeld, _sinceNs) = (packets, isHeld, nowNs);
        }

        Rest(nowNs);
        var limitNs = isHeld ? holdTimeoutNs : timeoutNs;
        return limitNs > 0 && nowNs - _sinceNs >= limitNs;
    }

    private void Rest(long nowNs)
    {
        var shortestNs = timeoutNs == 0 ? holdTimeoutNs
            : holdTimeoutNs == 0 ? timeoutNs
            : Math.Min(timeoutNs, holdTimeoutNs);
        NextDeadlineNs = shortestNs == 0
            ? long.MaxValue
            : nowNs + Math.Min(shortestNs / LooksPerTimeout, LongestLookNs);
    }
}
