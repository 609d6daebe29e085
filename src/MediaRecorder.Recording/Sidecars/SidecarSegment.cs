using System.Text.Json.Serialization;
using MediaRecorder.Policy.Model;

namespace MediaRecorder.Recording.Sidecars;

/// <summary>
/// A stretch of the file. Samples are the truth, as written; milliseconds are for people, rounded down. Both count from
/// the start of the file; the end is exclusive.
/// </summary>
public sealed class SidecarSegment
{
    [JsonConverter(typeof(SegmentKindConverter))]
    public SegmentKind Kind { get; set; }

    public long StartMs { get; set; }

    public long EndMs { get; set; }

    public long StartSample { get; set; }

    public long EndSample { get; set; }

    /// <summary>The name of the cue that began it, or what went wrong.</summary>
    public string Cause { get; set; } = "";

    /// <summary>The role of who caused it; null when nobody on the call did.</summary>
    public string? By { get; set; }
}
