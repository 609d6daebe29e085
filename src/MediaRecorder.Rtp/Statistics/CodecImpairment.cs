namespace MediaRecorder.Rtp.Statistics;

/// <summary>What a codec costs in the E-model (ITU-T G.107 §3.5, values of G.113 Appendix I).</summary>
/// <param name="Equipment">Ie: impairment without loss.</param>
/// <param name="LossRobustness">Bpl: how much loss it takes.</param>
public readonly record struct CodecImpairment(double Equipment, double LossRobustness)
{
    // G.113 Table I.4: G.711 with the concealment of its Appendix I.
    public static CodecImpairment G711 { get; } = new(0, 25.1);

    // G.113 Table I.4: G.729A with VAD.
    public static CodecImpairment G729 { get; } = new(11, 19);

    /// <summary>By encoding name of SDP. G.113 has no narrow-band values for G.722, Opus and L16: they are taken for as
    /// good as G.711.</summary>
    public static CodecImpairment Of(string encodingName) =>
        encodingName.Equals("G729", StringComparison.OrdinalIgnoreCase) ? G729 : G711;
}
