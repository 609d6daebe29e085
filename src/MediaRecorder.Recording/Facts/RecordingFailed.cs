using MediaRecorder.Recording.Commands;

namespace MediaRecorder.Recording.Facts;

/// <summary>
/// There is no published recording. What was written, if anything, stays in the spool for the next sweep.
/// </summary>
public sealed record RecordingFailed(
    RecordingId Recording, string CallReference, NotRecordedReason Reason, string Detail)
    : RecordingFact(Recording, CallReference);
