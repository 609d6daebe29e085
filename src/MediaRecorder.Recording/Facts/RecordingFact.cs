using MediaRecorder.Recording.Commands;

namespace MediaRecorder.Recording.Facts;

/// <summary>Something that became of a recording. Given from disk and finisher threads.</summary>
public abstract record RecordingFact(RecordingId Recording, string CallReference);
