namespace MediaRecorder.Policy.Model;

/// <summary>What a stretch of a recording is, as the segment index and the player show it (B-06).</summary>
public enum SegmentKind
{
    /// <summary>The parties talk and are recorded.</summary>
    Talk,

    /// <summary>At least one side holds the other; may lie inside or across a pause.</summary>
    Hold,

    /// <summary>The agent, or the interface, asked for silence.</summary>
    Pause,

    /// <summary>The recorder itself lost audio here. Only Recording opens this kind.</summary>
    Gap,
}
