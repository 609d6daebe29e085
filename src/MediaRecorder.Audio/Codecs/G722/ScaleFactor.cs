namespace MediaRecorder.Audio.Codecs.G722;

/// <summary>
/// Adaptive step of one sub-band's quantiser (blocks 3L and 3H of ITU-T G.722 §6.2): a logarithm that leaks towards its
/// smallest value and grows with large codes, and its antilogarithm.
/// </summary>
internal struct ScaleFactor(int leak, int largestLog, int exponentAtZero, int smallest)
{
    private int _log;

    /// <summary>DETL or DETH, in units of the difference signal.</summary>
    public int Value { get; private set; } = smallest;

    /// <summary>32 for the lower band, of which 5 bits in 6 are refined; LOGSCL, SCALEL.</summary>
    public static ScaleFactor ForLowBand() => new(leak: 32512, largestLog: 18432, exponentAtZero: 8, smallest: 32);

    /// <summary>LOGSCH, SCALEH.</summary>
    public static ScaleFactor ForHighBand() => new(leak: 32512, largestLog: 22528, exponentAtZero: 10, smallest: 8);

    public void Adapt(int logStep)
    {
        _log = Math.Clamp(((_log * leak) >> 15) + logStep, 0, largestLog);
        var mantissa = (int)G722Tables.InverseLog[(_log >> 6) & 31];
        var exponent = (_log >> 11) - exponentAtZero;
        Value = (exponent < 0 ? mantissa >> -exponent : mantissa << exponent) << 2;
    }
}
