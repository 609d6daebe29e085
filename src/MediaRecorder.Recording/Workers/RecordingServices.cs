using MediaRecorder.Buffers;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;

namespace MediaRecorder.Recording.Workers;

/// <summary>What the recordings of one worker share.</summary>
internal sealed record RecordingServices(
    DiskWriter Disk,
    RecordingFolders Folders,
    Mailbox<KeyPress> KeyPresses,
    WorkerCounters Counters,
    RecordingMetrics Metrics);
