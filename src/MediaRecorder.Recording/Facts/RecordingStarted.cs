using MediaRecorder.Recording.Commands;

namespace MediaRecorder.Recording.Facts;

/// <summary>The file exists in the spool.</summary>
public sealed record RecordingStarted(RecordingId Recording, string CallReference, string PartPath)
    : RecordingFact(Recording, CallReference);
