using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Commands;

/// <summary>The payload types of a leg as of now; the table belongs to the recording afterwards.</summary>
public sealed record SetLegFormats(RecordingId Recording, LegId Leg, LegFormats Formats)
    : RecordingCommand(Recording);
