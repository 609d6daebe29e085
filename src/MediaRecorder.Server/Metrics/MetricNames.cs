using System.Diagnostics.Metrics;

namespace MediaRecorder.Server.Metrics;

/// <summary>
/// OpenTelemetry instrument names and units → Prometheus names: <c>mediarecorder_noun_unit_total</c>.
/// </summary>
internal static class MetricNames
{
    /// <summary>Name of the family of an instrument.</summary>
    public static string FamilyOf(Instrument instrument, MetricFamilyKind kind)
    {
        var name = Sanitise(instrument.Name, colons: true);
        var unit = SuffixOf(instrument.Unit);
        if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal))
        {
            name += unit;
        }

        var lacksTotal = kind == MetricFamilyKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal);
        return lacksTotal ? name + "_total" : name;
    }

    /// <summary>Name of a label; dots and other foreign letters become underscores.</summary>
    public static string LabelOf(string tag) => Sanitise(tag, colons: false);

    // UCUM annotations such as {packet} say what is counted, which the name says already.
    private static string SuffixOf(string? unit) => unit switch
    {
        "By" => "_bytes",
        "s" => "_seconds",
        "Hz" => "_hertz",
        _ => "",
    };

    private static string Sanitise(string name, bool colons)
    {
        bool Legal(char c) => char.IsAsciiLetterOrDigit(c) || (colons && c == ':');
        var letters = name.Select(c => Legal(c) ? c : '_').ToArray();
        return letters.Length == 0 || char.IsAsciiDigit(letters[0]) ? "_" + new string(letters) : new string(letters);
    }
}
