namespace MediaRecorder.Audio.Tones;

/// <summary>Levels as telephony gives them.</summary>
public static class Dbm0
{
    // ITU-T G.711 §4: a sine that just reaches the end of the µ-law scale (8159 of 14 bits, 32636 of 16) has 3.17 dBm0.
    private const double PeakAtZero = 22_657;

    /// <summary>The amplitude of a sine of this level, in units of 16-bit samples.</summary>
    public static double Amplitude(double dbm0) => PeakAtZero * Math.Pow(10, dbm0 / 20);

    /// <summary>Its mean square.</summary>
    public static double Power(double dbm0) => PeakAtZero * PeakAtZero / 2 * Math.Pow(10, dbm0 / 10);
}
