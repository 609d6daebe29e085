using System.Globalization;

namespace MediaRecorder.TestKit.Wav;

/// <summary>A stretch of a recording, in seconds from its first sample.</summary>
public readonly record struct TimeRange(double FromSeconds, double ToSeconds)
{
    public double Seconds => ToSeconds - FromSeconds;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{FromSeconds:0.000}–{ToSeconds:0.000} s");
}
