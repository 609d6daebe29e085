using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Control;

/// <summary>The open segment of this kind ends.</summary>
public sealed record CloseSegment(SegmentKind Kind, long ToNs, LegId? By, string Why)
    : RecordingAction(Why);
