namespace MediaRecorder.Audio.Codecs.G722;

/// <summary>
/// What the encoder and the decoder of ITU-T G.722 keep alike: per band a scale factor and a predictor, both driven by
/// the codes alone, so that the two ends stay in step.
/// </summary>
internal struct Subbands()
{
    public ScaleFactor LowScale = ScaleFactor.ForLowBand();
    public ScaleFactor HighScale = ScaleFactor.ForHighBand();
    public SubbandPredictor Low;
    public SubbandPredictor High;

    /// <param name="code">IL, 6 bits; the two lowest refine the sample and take no part here.</param>
    public void UpdateLow(int code)
    {
        var code4 = code >> 2;
        Low.Update((LowScale.Value * G722Tables.LowInverse4[code4]) >> 15);
        LowScale.Adapt(G722Tables.LowLogStep[code4]);
    }

    /// <param name="code">IH, 2 bits.</param>
    public void UpdateHigh(int code)
    {
        High.Update(HighDifference(code));
        HighScale.Adapt(G722Tables.HighLogStep[code]);
    }

    public readonly int HighDifference(int code) => (HighScale.Value * G722Tables.HighInverse[code]) >> 15;
}
