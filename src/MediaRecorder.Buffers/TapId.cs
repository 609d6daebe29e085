namespace MediaRecorder.Buffers;

/// <summary>One tapped leg. A value is never used twice in the life of the process, so that a late record of an ended
/// call cannot reach another call's recording.</summary>
public readonly record struct TapId(int Value);
