namespace MediaRecorder.Recording.Gates;

/// <summary>From this position on the gate is open or shut.</summary>
internal readonly record struct GateEdge(long Sample, bool Open);
