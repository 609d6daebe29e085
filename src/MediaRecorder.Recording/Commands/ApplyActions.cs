using System.Collections.Immutable;
using MediaRecorder.Policy.Control;

namespace MediaRecorder.Recording.Commands;

/// <summary>
/// The actions of one step of the policy, as they are. StartRecording creates the file, StopRecording ends it.
/// </summary>
public sealed record ApplyActions(RecordingId Recording, ImmutableArray<RecordingAction> Actions)
    : RecordingCommand(Recording);
