using MediaRecorder.Policy.Model;

namespace MediaRecorder.Catalog.Sidecars;

/// <summary>A stretch of the file. REQ B-06. The end is exclusive; both count from the first sample.</summary>
/// <param name="Kind">The name of a <see cref="SegmentKind"/>; a text, because a newer writer may have more of
/// them.</param>
/// <param name="StartMs">Milliseconds, rounded down.</param>
/// <param name="EndMs">Milliseconds, rounded down.</param>
/// <param name="StartSample">Samples per channel: the truth.</param>
/// <param name="EndSample">Samples per channel.</param>
/// <param name="Cause">The cue that began it.</param>
/// <param name="By">The role of who caused it, or null.</param>
public sealed record SidecarSegment(
    string Kind, long StartMs, long EndMs, long StartSample, long EndSample, string Cause, string? By = null)
{
    /// <summary>Whether this is a segment of that kind.</summary>
    public bool Is(SegmentKind kind) => string.Equals(Kind, kind.ToString(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the instant lies in it.</summary>
    public bool Covers(double ms) => ms >= StartMs && ms < EndMs;
}
