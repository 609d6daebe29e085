namespace MediaRecorder.Recording.Workers;

/// <summary>Something that became of a recording. Given from disk and finisher threads.</summary>
public abstract record RecordingFact(RecordingId Recording, string CallReference);
