using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;

namespace MediaRecorder.Recording.Facts;

/// <summary>
/// A key of a telephone keypad, heard in the media of a leg. Posted twice by each way it came: when it goes down, with
/// <see cref="KeyHeard.StillDown"/> as its end, and when it is let go. Times cover both the arrival of its packets and
/// its place on the leg's timeline, so that the span holds its sound wherever that was recorded.
/// </summary>
public readonly record struct KeyPress(
    RecordingId Recording, LegId Leg, KeyWay Way, char Digit, long FromNs, long ToNs, bool Released);
