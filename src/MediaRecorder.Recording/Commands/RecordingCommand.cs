namespace MediaRecorder.Recording.Commands;

/// <summary>
/// What a call tells a RecordingWorker. Immutable, posted by any thread, taken in the order of posting.
/// </summary>
public abstract record RecordingCommand(RecordingId Recording);
