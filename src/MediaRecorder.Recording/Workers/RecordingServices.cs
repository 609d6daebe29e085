using MediaRecorder.Buffers;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Workers;

/// <summary>What the recordings of one worker share.</summary>
internal sealed record RecordingServices(
    DiskWriter Disk,
    RecordingFolders Folders,
    Mailbox<KeyPress> KeyPresses,
    WorkerCounters Counters,
    LayoutScratch Scratch,
    TimelineScratch Timelines,
    RecordingMetrics Metrics);
