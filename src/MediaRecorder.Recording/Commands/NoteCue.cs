using MediaRecorder.Policy.Cues;

namespace MediaRecorder.Recording.Commands;

/// <summary>Stores a cue in the index (C-10); digits are masked.</summary>
public sealed record NoteCue(RecordingId Recording, Cue Cue)
    : RecordingCommand(Recording);
