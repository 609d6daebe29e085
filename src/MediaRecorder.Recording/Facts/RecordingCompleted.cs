using System.Collections.Immutable;
using MediaRecorder.Recording.Commands;

namespace MediaRecorder.Recording.Facts;

/// <summary>The recording is published: audio and sidecar lie under their final names.</summary>
/// <param name="AudioPaths">One, or one for each party.</param>
/// <param name="Recovered">Put together by the sweep after the process had been killed.</param>
public sealed record RecordingCompleted(
    RecordingId Recording,
    string CallReference,
    ImmutableArray<string> AudioPaths,
    string SidecarPath,
    double Seconds,
    DateTimeOffset StartedAt,
    bool Recovered)
    : RecordingFact(Recording, CallReference);
