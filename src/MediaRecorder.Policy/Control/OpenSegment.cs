using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Control;

/// <summary>
/// A segment of the index begins. At most one of a kind is open. <paramref name="Cause"/> is the name of a cue.
/// </summary>
public sealed record OpenSegment(SegmentKind Kind, long FromNs, string Cause, LegId? By, string Why)
    : RecordingAction(Why);
