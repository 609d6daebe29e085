namespace MediaRecorder.Recording.Commands;

/// <summary>Sets a tag of the sidecar, or replaces it.</summary>
public sealed record SetTag(RecordingId Recording, string Name, string Value)
    : RecordingCommand(Recording);
