using System.Globalization;

namespace MediaRecorder.Load.Meters;

/// <summary>One scrape of a /metrics page in the Prometheus text format, version 0.0.4. Immutable.</summary>
internal sealed class PrometheusSnapshot
{
    private readonly Dictionary<string, double> _sums = [];

    /// <summary>Lines that are no sample are passed over.</summary>
    public static PrometheusSnapshot Parse(string text)
    {
        var snapshot = new PrometheusSnapshot();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty || line[0] == '#')
                continue;
            var nameEnd = line.IndexOfAny('{', ' ');
            var valueAt = line.LastIndexOf(' ');
            if (nameEnd <= 0 || !double.TryParse(line[(valueAt + 1)..], CultureInfo.InvariantCulture, out var value))
                continue;
            var name = line[..nameEnd].ToString();
            snapshot._sums[name] = snapshot._sums.GetValueOrDefault(name) + value;
        }

        return snapshot;
    }

    /// <summary>Sum over all label sets; null when the page has no such family.</summary>
    public double? Sum(string name) => _sums.TryGetValue(name, out var sum) ? sum : null;
}
