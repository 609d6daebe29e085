namespace MediaRecorder.Recording.Commands;

/// <summary>Names one recording for ever: in file names, sidecars, the catalog and logs.</summary>
public readonly record struct RecordingId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}
