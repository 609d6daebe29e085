using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Control;

/// <summary>The file ends at exactly <paramref name="AtNs"/>.</summary>
public sealed record StopRecording(long AtNs, EndCause Cause, string Why)
    : RecordingAction(Why);
