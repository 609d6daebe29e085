namespace MediaRecorder.Calls.Admission;

/// <summary>
/// A token bucket that holds one second's calls, kept as the instant at which it is full again: one number a source.
/// </summary>
internal struct CallRate
{
    private const long SecondNs = 1_000_000_000;

    private long _fullNs;

    /// <summary>True when nothing has been taken for a second or more: as good as a new one.</summary>
    public readonly bool IsFull(long nowNs) => _fullNs <= nowNs;

    /// <param name="perSecond">Above 0.</param>
    public bool TryTake(int perSecond, long nowNs)
    {
        var fullNs = Math.Max(_fullNs, nowNs) + (SecondNs / perSecond);
        if (fullNs - nowNs > SecondNs)
        {
            return false;
        }

        _fullNs = fullNs;
        return true;
    }
}
