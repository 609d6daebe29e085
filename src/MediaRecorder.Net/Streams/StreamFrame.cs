namespace MediaRecorder.Net.Streams;

/// <summary>What stands at the head of a stream.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Bytes to take off; 0 when nothing is whole.</param>
public readonly record struct StreamFrame(StreamFrameKind Kind, int Length);
