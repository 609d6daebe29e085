using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Layouts;

/// <summary>What a recording's samples are stored as, by what its legs agreed on so far.</summary>
/// <param name="PcmBecause">Why PCM16 is used although G.711 was asked for; else null. Stands in the sidecar.</param>
internal readonly record struct StoredFormat(WavEncoding Encoding, int SampleRate, string? PcmBecause)
{
    /// <summary>The layout adds up what several parties say.</summary>
    public const string Mixed = "mixed";

    /// <summary>A leg agreed on another codec.</summary>
    public const string NotG711 = "notG711";

    /// <summary>One leg is µ-law, another A-law.</summary>
    public const string TwoLaws = "twoLaws";

    /// <summary>No leg had agreed on anything when the file began.</summary>
    public const string NothingAgreed = "nothingAgreed";

    /// <summary>Before anything is agreed: any leg may turn out to be G.711, all others can be brought to it.</summary>
    public const int LeastSampleRate = 8000;

    /// <param name="legs">Of those legs that the layout records; null before any SDP.</param>
    public static StoredFormat Choose(LayoutRules rules, ReadOnlySpan<LegFormats?> legs)
    {
        var law = WavEncoding.Pcm16;
        string? refusal = rules.Kind == LayoutKind.Mono ? Mixed : null;
        int best = LeastSampleRate;
        bool anyAgreed = false;
        foreach (LegFormats? leg in legs)
        {
            // A leg that has agreed on nothing yet follows the others.
            if (leg is null || leg.SampleRate == 0)
                continue;
            best = Math.Max(best, leg.SampleRate);
            if (leg.Law is not { } own)
                refusal ??= NotG711;
            else if (anyAgreed && law != WavEncoding.Pcm16 && law != own)
                refusal ??= TwoLaws;
            else
                law = own;
            anyAgreed = true;
        }

        if (rules.Encoding == RecordingEncoding.G711)
        {
            if (!anyAgreed)
                refusal ??= NothingAgreed;
            if (refusal is null)
                return new StoredFormat(law, LeastSampleRate, PcmBecause: null);
        }
        else
        {
            refusal = null;
        }

        return new StoredFormat(WavEncoding.Pcm16, Rate(best, rules.MaxSampleRate), refusal);
    }

    // The lowest rate of a file that loses nothing of the best codec, within the bound.
    private static int Rate(int best, int most)
    {
        foreach (int rate in LayoutRules.SampleRates)
        {
            if (rate >= best)
                return Math.Min(rate, most);
        }

        return most;
    }
}
