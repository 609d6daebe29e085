namespace MediaRecorder.Recording.Timelines;

/// <summary>
/// Makes a packet a few samples longer or shorter, so that a sender's clock comes back to the recording's without a
/// step in the audio.
/// </summary>
internal static class Stretch
{
    /// <summary>What is never loud enough to tell whether it was stretched much: −42 dBFS.</summary>
    public const int QuietPeak = 256;

    // One sample in 160 is a tenth of a semitone for the length of a packet; nobody hears it in speech or in a tone.
    private const int LoudPart = 160;

    // In background noise a longer piece shows nothing.
    private const int QuietPart = 8;

    /// <summary>How many samples a packet may be changed by towards what is wanted.</summary>
    /// <param name="pcm">What was decoded, at any rate.</param>
    /// <param name="samples">Its length in the samples that are to be changed, the recording's.</param>
    public static int StepFor(ReadOnlySpan<short> pcm, int samples, long wanted, bool isUrgent)
    {
        if (samples < LoudPart / 2)
            return 0;
        int most = IsQuiet(pcm) ? samples / QuietPart : isUrgent ? Math.Max(1, samples / LoudPart) : 0;
        return (int)Math.Clamp(wanted, -most, most);
    }

    /// <summary>Fits all of <paramref name="from"/> into all of <paramref name="into"/>, by cubic interpolation.</summary>
    public static void Warp(ReadOnlySpan<short> from, Span<short> into)
    {
        float step = (float)from.Length / into.Length;
        for (int i = 0; i < into.Length; i++)
        {
            float x = i * step;
            int at = (int)x;
            float t = x - at;
            float b = from[at];
            float a = at > 0 ? from[at - 1] : b;
            float c = at + 1 < from.Length ? from[at + 1] : b;
            float d = at + 2 < from.Length ? from[at + 2] : c;
            // Catmull-Rom: through the samples, with a slope that does not break at them.
            float sample = b + 0.5f * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
            into[i] = (short)Math.Clamp(MathF.Round(sample), short.MinValue, short.MaxValue);
        }
    }

    private static bool IsQuiet(ReadOnlySpan<short> pcm)
    {
        foreach (short sample in pcm)
        {
            if (sample is > QuietPeak or < -QuietPeak)
                return false;
        }

        return true;
    }
}
