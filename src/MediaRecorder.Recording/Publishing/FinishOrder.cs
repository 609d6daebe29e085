using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Sidecars;

namespace MediaRecorder.Recording.Publishing;

/// <summary>A file that has got its last block.</summary>
internal readonly record struct FinishOrder(RecordingFile File, Sidecar Sidecar, long Samples);
