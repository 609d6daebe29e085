using System.Globalization;
using System.Text;

namespace MediaRecorder.Server.Metrics;

/// <summary>The Prometheus text exposition format, version 0.0.4. REQ I-01.</summary>
public static class PrometheusText
{
    /// <summary>Media type of the text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>One scrape: families by name, series by labels, so that two scrapes differ in values only.</summary>
    public static string Scrape(MetricsCollector collector)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var family in collector.Collect())
        {
            var help = MetricLabels.EscapeHelp(family.Help);
            text.Append("# HELP ").Append(family.Name).Append(' ').Append(help).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(TypeName(family.Kind)).Append('\n');
            foreach (var (labels, series) in family.Series)
            {
                if (family.Kind == MetricFamilyKind.Histogram)
                {
                    AppendHistogram(text, family, labels, series);
                }
                else
                {
                    AppendSample(text, family.Name, labels, series.Value);
                }
            }
        }

        return text.ToString();
    }

    private static string TypeName(MetricFamilyKind kind) => kind switch
    {
        MetricFamilyKind.Counter => "counter",
        MetricFamilyKind.Histogram => "histogram",
        _ => "gauge",
    };

    private static void AppendHistogram(StringBuilder text, MetricFamily family, string labels, MetricSeries series)
    {
        var separator = labels.Length == 0 ? "" : ",";
        long cumulated = 0;
        for (var i = 0; i < family.Bounds.Length; i++)
        {
            cumulated += series.Buckets[i];
            AppendSample(
                text, family.Name + "_bucket", $"{labels}{separator}le=\"{Number(family.Bounds[i])}\"", cumulated);
        }

        AppendSample(text, family.Name + "_bucket", $"{labels}{separator}le=\"+Inf\"", series.Count);
        AppendSample(text, family.Name + "_sum", labels, series.Value);
        AppendSample(text, family.Name + "_count", labels, series.Count);
    }

    private static void AppendSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        // "R" would write counts from 1e15 on with an exponent.
        _ when Math.Abs(value) < 1e15 && value == Math.Truncate(value)
            => ((long)value).ToString(CultureInfo.InvariantCulture),
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
