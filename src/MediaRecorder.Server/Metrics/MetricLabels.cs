using System.Globalization;
using System.Text;

namespace MediaRecorder.Server.Metrics;

/// <summary>Tags → the text between the braces, sorted by name, so that one set of tags is always one series.</summary>
internal static class MetricLabels
{
    public static string Format(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (tag, value) in tags)
        {
            sorted[MetricNames.LabelOf(tag)] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }

        var text = new StringBuilder();
        foreach (var (name, value) in sorted)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(name).Append("=\"").Append(EscapeValue(value)).Append('"');
        }

        return text.ToString();
    }

    /// <summary>Label values escape the backslash, the line feed and the quote.</summary>
    public static string EscapeValue(string value) => EscapeHelp(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>HELP texts escape the backslash and the line feed only.</summary>
    public static string EscapeHelp(string text)
    {
        return text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }
}
