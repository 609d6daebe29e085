namespace MediaRecorder.Catalog.Sidecars;

/// <summary>How well a leg was received.</summary>
/// <param name="Leg">The leg's number.</param>
/// <param name="Role">Who speaks on it.</param>
/// <param name="Received">Packets.</param>
/// <param name="Lost">Packets that never came.</param>
/// <param name="Late">Packets that came when their place was written already.</param>
/// <param name="Duplicated">Packets that came again.</param>
/// <param name="Reordered">Packets that came after a later one.</param>
/// <param name="Epochs">Runs of RTP time: SSRC changes and jumps begin new ones.</param>
/// <param name="GapMs">Milliseconds of the file for which the leg brought no audio.</param>
public sealed record SidecarLegQuality(
    int Leg,
    string Role,
    long Received,
    long Lost,
    long Late,
    long Duplicated,
    long Reordered,
    long Epochs = 0,
    long GapMs = 0);
