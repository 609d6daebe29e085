namespace MediaRecorder.Interop.Tests.Measurements;

/// <summary>A stretch of sound or of silence in a recording; ms from its start.</summary>
public readonly record struct SoundSpan(int StartMs, int EndMs)
{
    public int LengthMs => EndMs - StartMs;

    public override string ToString() => $"{StartMs}..{EndMs} ms";
}
