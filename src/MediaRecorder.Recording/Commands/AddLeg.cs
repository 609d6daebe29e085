namespace MediaRecorder.Recording.Commands;

/// <summary>
/// A further leg joins the call: a third party, or the agent to whom it was transferred. Posted before its tap is set.
/// </summary>
public sealed record AddLeg(RecordingId Recording, RecordedLeg Leg)
    : RecordingCommand(Recording);
