using MediaRecorder.Recording.Commands;

namespace MediaRecorder.Recording.Facts;

/// <summary>The file exists in the spool; of several, the first.</summary>
public sealed record RecordingStarted(RecordingId Recording, string CallReference, string PartPath)
    : RecordingFact(Recording, CallReference);
