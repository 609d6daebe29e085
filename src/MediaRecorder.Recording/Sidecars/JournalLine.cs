namespace MediaRecorder.Recording.Sidecars;

/// <summary>One line of the journal after the first; exactly one member is set.</summary>
public sealed class JournalLine
{
    /// <summary>A segment began; its end is not known yet.</summary>
    public SidecarSegment? Opened { get; set; }

    /// <summary>A segment is complete. Replaces the open one of its kind.</summary>
    public SidecarSegment? Closed { get; set; }

    public SidecarCue? Cue { get; set; }

    public SidecarTag? Tag { get; set; }

    /// <summary>A channel that came with a party that joined.</summary>
    public SidecarChannel? Channel { get; set; }

    /// <summary>A leg that joined, or what is known of it now.</summary>
    public SidecarLeg? Leg { get; set; }
}
