namespace MediaRecorder.TestKit.Simulation;

/// <summary>What one direction of a path does to its datagrams. All probabilities are 0 to 1.</summary>
public sealed record NetworkConditions
{
    /// <summary>One millisecond, nothing lost: a quiet local network.</summary>
    public static NetworkConditions Perfect { get; } = new();

    /// <summary>
    /// A poor but usable path: 40 ms ± jitter, 3 % loss in bursts of 3, some reordering and duplicates.
    /// </summary>
    public static NetworkConditions Poor { get; } = new()
    {
        DelayNs = 40_000_000,
        JitterNs = 20_000_000,
        Loss = 0.03,
        MeanBurstDatagrams = 3,
        Reorder = 0.02,
        ReorderDelayNs = 30_000_000,
        Duplicate = 0.01,
    };

    public long DelayNs { get; init; } = 1_000_000;

    /// <summary>
    /// Uniform extra delay, 0 to this. Alone it never changes the order: a queue does not overtake itself.
    /// </summary>
    public long JitterNs { get; init; }

    /// <summary>Fraction of datagrams lost in the long run.</summary>
    public double Loss { get; init; }

    /// <summary>Mean length of a run of losses; 1 = single independent losses are typical.</summary>
    public double MeanBurstDatagrams { get; init; } = 1;

    /// <summary>Fraction held back by <see cref="ReorderDelayNs"/>, so that later datagrams overtake them.</summary>
    public double Reorder { get; init; }

    public long ReorderDelayNs { get; init; } = 30_000_000;

    /// <summary>Fraction at which the path stops for <see cref="StallNs"/>; what comes behind queues up and arrives in a
    /// burst.</summary>
    public double Stall { get; init; }

    public long StallNs { get; init; } = 300_000_000;

    /// <summary>Fraction delivered twice.</summary>
    public double Duplicate { get; init; }
}
