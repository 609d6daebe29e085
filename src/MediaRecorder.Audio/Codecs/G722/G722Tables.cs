namespace MediaRecorder.Audio.Codecs.G722;

/// <summary>The constants of ITU-T G.722, in the Recommendation's fixed point and under its names.</summary>
internal static class G722Tables
{
    /// <summary>QM6: 6-bit inverse quantiser of the lower band, in units of 2^-15 of the scale factor. The four codes
    /// that no encoder sends come first; an encoder's loss of framing may still yield them.</summary>
    public static ReadOnlySpan<short> LowInverse6 =>
    [
        -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856,
        -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728,
        24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
        4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
    ];

    /// <summary>QM4: 4-bit inverse quantiser of the lower band, which drives its adaptation in every mode.</summary>
    public static ReadOnlySpan<short> LowInverse4 =>
    [
        0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0,
    ];

    /// <summary>QM2: 2-bit inverse quantiser of the higher band.</summary>
    public static ReadOnlySpan<short> HighInverse => [-7408, -1616, 7408, 1616];

    /// <summary>WL behind RL4: what a 4-bit code of the lower band adds to the logarithm of its scale factor.</summary>
    public static ReadOnlySpan<short> LowLogStep =>
    [
        -60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60,
    ];

    /// <summary>WH behind RH2: the same for the higher band.</summary>
    public static ReadOnlySpan<short> HighLogStep => [798, -214, 798, -214];

    /// <summary>ILB: 2048 · 2^(i/32), the mantissa of a scale factor.</summary>
    public static ReadOnlySpan<short> InverseLog =>
    [
        2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
        2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
    ];

    /// <summary>Q6: decision levels of the lower band's quantiser, in units of 2^-12 of the scale factor.</summary>
    public static ReadOnlySpan<short> LowDecision =>
    [
        35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786,
        858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
    ];

    /// <summary>The decision level of the higher band's quantiser, in the same units.</summary>
    public const int HighDecision = 564;

    /// <summary>H(0), H(2) … H(22) of the quadrature mirror filter; the odd ones are these in reverse order.</summary>
    public static ReadOnlySpan<short> EvenTaps => [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];

    /// <summary>H(1), H(3) … H(23).</summary>
    public static ReadOnlySpan<short> OddTaps => [-11, 53, -156, 362, -805, 3876, 951, -210, 32, 12, -11, 3];
}
