namespace MediaRecorder.Media.Bridges;

/// <summary>What the bridges of one MediaWorker count; as <see cref="Workers.MediaCounters"/>.</summary>
internal struct BridgeCounters
{
    public long Bridges;
    public long Members;

    /// <summary>Packets of members whose place was given up before they came.</summary>
    public long LatePackets;

    /// <summary>Sequence numbers that never came in time.</summary>
    public long LostPackets;

    /// <summary>Of a payload type that was not agreed on, too long, or no RTP: silence to the others.</summary>
    public long UnmixablePackets;

    /// <summary>At the bridge's rate.</summary>
    public long ConcealedSamples;

    /// <summary>A packet was late, and its member is played later from then on.</summary>
    public long DelayGrowths;

    /// <summary>More than 200 ms waited, and the oldest was left out.</summary>
    public long Skips;

    /// <summary>Ticks of 20 ms that did not happen, because the worker came too late for them.</summary>
    public long MissedTicks;

    public long SentPackets;
}
