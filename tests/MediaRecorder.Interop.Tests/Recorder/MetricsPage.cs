using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MediaRecorder.Interop.Tests.Recorder;

/// <summary>One scrape of /metrics.</summary>
public sealed partial class MetricsPage
{
    private readonly ImmutableArray<(string Name, string Labels, double Value)> _samples;

    private MetricsPage(string text, ImmutableArray<(string Name, string Labels, double Value)> samples)
    {
        Text = text;
        _samples = samples;
    }

    public string Text { get; }

    public static MetricsPage Parse(string text) =>
        new(
            text,
            [
                .. from match in Sample().Matches(text)
                   let value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)
                   select (match.Groups["name"].Value, match.Groups["labels"].Value, value),
            ]);

    /// <summary>
    /// The sum of a metric's series that carry the label as written (<c>reason="x"</c>); fails when there is none.
    /// </summary>
    public double Sum(string name, string label = "")
    {
        var found = _samples.Where(
            sample => sample.Name == name && sample.Labels.Contains(label, StringComparison.Ordinal)).ToArray();
        Assert.True(found.Length > 0, $"no {name}{{{label}}} in:\n{Text}");
        return found.Sum(sample => sample.Value);
    }

    [GeneratedRegex(
        @"^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>[-+.\deE]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
