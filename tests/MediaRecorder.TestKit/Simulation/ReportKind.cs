namespace MediaRecorder.TestKit.Simulation;

/// <summary>What sender reports are like, each 5 s.</summary>
public enum ReportKind
{
    None,

    /// <summary>NTP and RTP of the same instant.</summary>
    Right,

    /// <summary>RTP time of the last packet, not of the instant.</summary>
    Sloppy,

    /// <summary>RTP time that has nothing to do with the stream.</summary>
    Wrong,

    /// <summary>Right, but the sender's wall clock is set by seconds now and then.</summary>
    Stepping,

    /// <summary>The wall clock is the media clock, which is skewed: reports that say "no skew".</summary>
    Blind,
}
