namespace MediaRecorder.Rtp.Statistics;

/// <summary>What one packet was to its stream.</summary>
public enum PacketArrival
{
    /// <summary>Newer than all before it (packets between may be missing).</summary>
    InOrder,

    /// <summary>Came behind a newer one, and for the first time.</summary>
    Reordered,
    Duplicate,

    /// <summary>A leap in the sequence not yet confirmed by a second packet: not counted as received.</summary>
    Suspect,

    /// <summary>Second packet of a leap: the sender began anew, counting goes on from here.</summary>
    Restarted,
}
