namespace MediaRecorder.Recording.Sidecars;

/// <summary>How well a leg was received from the file's beginning on. Packets, but for what says otherwise.</summary>
/// <param name="Epochs">Runs of RTP time: SSRC changes and jumps begin new ones.</param>
/// <param name="GapMs">Time of the file for which the leg brought no audio, for whatever reason (loss, silence
/// suppression, a key, one-way audio).</param>
/// <param name="ConcealedMs">Of it, what was made up for lost packets.</param>
/// <param name="JitterMs">Mean over the packets of the estimate of RFC 3550 §6.4.1.</param>
/// <param name="MaxJitterMs">The highest that it was, also before the file began.</param>
/// <param name="DriftPpm">How fast the clock of the sender heard last is against ours.</param>
/// <param name="Mos">An estimate, 1 to 4.5, out of codec and loss alone: ITU-T G.107 with its defaults. Null when no audio
/// came.</param>
public sealed record SidecarLegQuality(
    int Leg,
    string Role,
    long Received,
    long Lost,
    long Late,
    long Duplicated,
    long Reordered,
    long Epochs,
    long GapMs,
    long ConcealedMs = 0,
    double JitterMs = 0,
    double MaxJitterMs = 0,
    double DriftPpm = 0,
    double? Mos = null);
