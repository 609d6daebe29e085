namespace MediaRecorder.Recording.Layouts;

/// <summary>How a recording is to be built; frozen when it is opened.</summary>
public sealed record LayoutRules
{
    /// <summary>The customer and the agent have their channels in every layout that has more than one.</summary>
    public const int LeastChannels = 2;

    /// <summary>More parties than a call of this recorder is likely to have; bounds what one recording may cost.</summary>
    public const int MostChannels = 16;

    /// <summary>More than a voice in any codec of telephony needs.</summary>
    public const int DefaultMaxSampleRate = 16_000;

    /// <summary>The rates a file may have.</summary>
    public static ReadOnlySpan<int> SampleRates => [8000, 16_000, 48_000];

    public static LayoutRules Default { get; } = new();

    public LayoutKind Kind { get; init; }

    public RecordingEncoding Encoding { get; init; }

    /// <summary>The file has the rate of the best codec agreed at its start, as far as this allows.</summary>
    public int MaxSampleRate { get; init; } = DefaultMaxSampleRate;

    /// <summary>Channels of <see cref="LayoutKind.Multi"/>, and at most so many files of
    /// <see cref="LayoutKind.PerLeg"/>.</summary>
    public int MaxChannels { get; init; } = 4;

    /// <summary>Loudness of each role in <see cref="LayoutKind.Mono"/>.</summary>
    public LayoutGains Gains { get; init; }
}
