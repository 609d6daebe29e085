namespace MediaRecorder.TestKit.Simulation;

/// <summary>
/// One direction between two addresses: its conditions, its loss state, and the last delivery it promised. Also of use
/// alone, where a whole network would be too slow.
/// </summary>
public sealed class SimulatedPath(NetworkConditions conditions)
{
    private bool _losing;
    private long _lastDeliveryNs;
    private long _stalledUntilNs;

    public NetworkConditions Conditions { get; set; } = conditions;

    /// <summary>Whether the next datagram is lost.</summary>
    public bool IsLost(Random random)
    {
        // Gilbert's two-state model: a burst begins with p and ends with q = 1 / mean length; the share of time spent
        // losing is p / (p + q), which solved for p gives the line below.
        if (Conditions.Loss <= 0)
            return false;
        if (Conditions.Loss >= 1)
            return true;
        var end = 1 / Conditions.MeanBurstDatagrams;
        var begin = Math.Min(1, end * Conditions.Loss / (1 - Conditions.Loss));
        _losing = _losing ? random.NextDouble() >= end : random.NextDouble() < begin;
        return _losing;
    }

    /// <summary>When a datagram sent now arrives; in order unless it is one of those held back.</summary>
    public long DeliveryNs(Random random, long nowNs, out bool heldBack)
    {
        var arrivalNs = nowNs + Conditions.DelayNs;
        if (Conditions.JitterNs > 0)
            arrivalNs += random.NextInt64(Conditions.JitterNs + 1);
        if (Conditions.Stall > 0 && random.NextDouble() < Conditions.Stall)
            _stalledUntilNs = arrivalNs + Conditions.StallNs;
        arrivalNs = Math.Max(arrivalNs, _stalledUntilNs);
        heldBack = random.NextDouble() < Conditions.Reorder;
        if (heldBack)
            return arrivalNs + Conditions.ReorderDelayNs;
        _lastDeliveryNs = Math.Max(_lastDeliveryNs, arrivalNs);
        return _lastDeliveryNs;
    }
}
