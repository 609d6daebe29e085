namespace MediaRecorder.Rtp.Statistics;

/// <summary>
/// An estimate of how a stream sounded, by the E-model of ITU-T G.107 with its default parameters: only codec and loss
/// are known here, delay and echo are taken for good.
/// </summary>
public static class VoiceQuality
{
    // ITU-T G.107 §3: R with all defaults.
    private const double DefaultRating = 93.2;

    // ITU-T G.107 Annex B: above this the scale ends.
    private const double MostOpinion = 4.5;

    /// <summary>Mean opinion score, 1 to 4.5.</summary>
    /// <param name="lossPercent">Of the packets, those that came too late included; taken as random (BurstR 1).</param>
    public static double Mos(double lossPercent, CodecImpairment codec)
    {
        // ITU-T G.107 §3.5: Ie,eff = Ie + (95 − Ie) · Ppl / (Ppl / BurstR + Bpl).
        double loss = Math.Clamp(lossPercent, 0, 100);
        double impairment = codec.Equipment
            + (95 - codec.Equipment) * loss / (loss + codec.LossRobustness);
        double rating = DefaultRating - impairment;
        if (rating <= 0)
            return 1;
        double score = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
        return Math.Clamp(score, 1, MostOpinion);
    }
}
