using System.Collections.Immutable;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Server.Options;

namespace MediaRecorder.Server.Configuration;

/// <summary>How recordings are built: <c>$.recording</c>, and what a trunk says otherwise.</summary>
internal static class LayoutRulesBuilder
{
    private static readonly ImmutableArray<(string, LayoutKind)> Kinds =
    [
        ("stereo", LayoutKind.Stereo), ("mono", LayoutKind.Mono), ("perLeg", LayoutKind.PerLeg),
        ("multi", LayoutKind.Multi), ("agentOnly", LayoutKind.AgentOnly),
    ];

    private static readonly ImmutableArray<(string, RecordingEncoding)> Encodings =
        [("pcm16", RecordingEncoding.Pcm16), ("g711", RecordingEncoding.G711)];

    public static LayoutRules Build(RecordingOptions options, ConfigurationErrors errors)
    {
        if (!LayoutRules.SampleRates.Contains(options.MaxSampleRate))
        {
            errors.Add("$.recording.maxSampleRate", $"must be 8000, 16000 or 48000, not {options.MaxSampleRate}");
        }

        var rules = new LayoutRules
        {
            MaxSampleRate = options.MaxSampleRate,
            MaxChannels = options.MaxChannels,
            Gains = new LayoutGains(options.Gains.CustomerDb, options.Gains.AgentDb, options.Gains.OthersDb),
        };
        return With(rules, "$.recording", options.Layout, options.Encoding, errors);
    }

    /// <summary>The rules of a trunk: those of <c>$.recording</c> where it says nothing.</summary>
    public static LayoutRules Build(LayoutRules common, string path, TrunkOptions trunk, ConfigurationErrors errors) =>
        With(common, path, trunk.Layout, trunk.Encoding, errors);

    private static LayoutRules With(
        LayoutRules rules, string path, string? layout, string? encoding, ConfigurationErrors errors)
    {
        if (layout is not null)
        {
            rules = rules with { Kind = ModelBuilder.ReadWord(path + ".layout", layout, errors, Kinds) };
        }

        return encoding is null
            ? rules
            : rules with { Encoding = ModelBuilder.ReadWord(path + ".encoding", encoding, errors, Encodings) };
    }
}
