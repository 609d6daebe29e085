namespace MediaRecorder.Audio.Mixing;

/// <summary>What a signal is multiplied by. Of a default value nothing is heard.</summary>
public readonly record struct Gain
{
    /// <summary>Louder than this nobody means it: ±60 dB.</summary>
    public const double MaxDecibels = 60;

    private Gain(float factor) => Factor = factor;

    /// <summary>0 dB: samples stay what they are, exactly.</summary>
    public static Gain Unity { get; } = new(1);

    public float Factor { get; }

    /// <exception cref="ArgumentOutOfRangeException">Not within ±<see cref="MaxDecibels"/>.</exception>
    public static Gain FromDecibels(double decibels)
    {
        if (double.IsNaN(decibels) || Math.Abs(decibels) > MaxDecibels)
            throw new ArgumentOutOfRangeException(nameof(decibels), decibels, "Not within ±60 dB.");
        return new Gain((float)Math.Pow(10, decibels / 20));
    }
}
