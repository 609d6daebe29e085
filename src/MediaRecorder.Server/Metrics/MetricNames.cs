using System.Diagnostics.Metrics;

namespace MediaRecorder.Server.Metrics;

/// <summary>OpenTelemetry instrument names and units → Prometheus names: <c>mediarecorder_noun_unit_total</c>.</summary>
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

        return kind == MetricFamilyKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
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
        var letters = name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' || (colons && c == ':') ? c : '_').ToArray();
        return letters.Length == 0 || char.IsAsciiDigit(letters[0]) ? "_" + new string(letters) : new string(letters);
    }
}
