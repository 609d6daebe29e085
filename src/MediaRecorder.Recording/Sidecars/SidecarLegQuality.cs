namespace MediaRecorder.Recording.Sidecars;

/// <summary>How well a leg was received. Packets, but for <paramref name="GapMs"/>: time of the file for which the leg
/// brought no audio, for whatever reason (loss, silence suppression, a key, one-way audio).</summary>
public sealed record SidecarLegQuality(
    int Leg,
    string Role,
    long Received,
    long Lost,
    long Late,
    long Duplicated,
    long Reordered,
    long Epochs,
    long GapMs);
