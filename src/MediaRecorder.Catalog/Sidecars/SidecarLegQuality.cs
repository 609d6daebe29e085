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
/// <param name="ConcealedMs">Of them, what was made up for lost packets.</param>
/// <param name="JitterMs">Mean jitter.</param>
/// <param name="MaxJitterMs">Highest jitter.</param>
/// <param name="DriftPpm">How fast the sender's clock was.</param>
/// <param name="Mos">Estimate of the opinion, 1 to 4.5 (ITU-T G.107).</param>
public sealed record SidecarLegQuality(
    int Leg,
    string Role,
    long Received,
    long Lost,
    long Late,
    long Duplicated,
    long Reordered,
    long Epochs = 0,
    long GapMs = 0,
    long ConcealedMs = 0,
    double JitterMs = 0,
    double MaxJitterMs = 0,
    double DriftPpm = 0,
    double? Mos = null);
