namespace MediaRecorder.Recording.Commands;

/// <summary>The call is gone: a running file ends at <paramref name="AtNs"/>, and the recording is forgotten.</summary>
public sealed record CloseRecording(RecordingId Recording, long AtNs)
    : RecordingCommand(Recording);
