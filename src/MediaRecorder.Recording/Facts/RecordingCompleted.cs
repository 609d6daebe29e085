using MediaRecorder.Recording.Commands;

namespace MediaRecorder.Recording.Facts;

/// <summary>The recording is published: audio and sidecar lie under their final names.</summary>
/// <param name="Recovered">Put together by the sweep after the process had been killed.</param>
public sealed record RecordingCompleted(
    RecordingId Recording,
    string CallReference,
    string AudioPath,
    string SidecarPath,
    double Seconds,
    DateTimeOffset StartedAt,
    bool Recovered)
    : RecordingFact(Recording, CallReference);
