using MediaRecorder.Buffers;

namespace MediaRecorder.Media.Paths;

/// <summary>Where the packets of a recorded call are copied to.</summary>
/// <param name="RecordingWorkerIndex">Which RecordingWorker's ring takes them.</param>
/// <param name="Ingress">Tap of the caller's leg.</param>
/// <param name="Egress">Tap of the callee's leg.</param>
public readonly record struct TapPair(int RecordingWorkerIndex, TapId Ingress, TapId Egress);
