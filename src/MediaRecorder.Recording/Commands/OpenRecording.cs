using System.Collections.Immutable;
using MediaRecorder.Recording.Layouts;

namespace MediaRecorder.Recording.Commands;

/// <summary>
/// Packets of these legs are kept in memory from now on; there is no file yet. Posted before the taps are set.
/// </summary>
public sealed record OpenRecording(
    RecordingId Recording,
    RecordingIdentity Identity,
    LayoutRules Layout,
    ImmutableArray<RecordedLeg> Legs,
    long OriginNs)
    : RecordingCommand(Recording);
