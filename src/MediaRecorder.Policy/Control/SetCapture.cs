using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Control;

/// <summary>From <paramref name="FromNs"/> on the leg is captured, or is silent, until the next of its kind.</summary>
public sealed record SetCapture(LegId Leg, bool Capture, long FromNs, string Why)
    : RecordingAction(Why);
