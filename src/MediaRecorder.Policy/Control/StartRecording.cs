namespace MediaRecorder.Policy.Control;

/// <summary>The file begins at <paramref name="FromNs"/>, its sample 0. Nothing is captured by this alone.</summary>
public sealed record StartRecording(long FromNs, string Why)
    : RecordingAction(Why);
