namespace MediaRecorder.Server.Metrics;

/// <summary>All series of one name, over every instrument that has it.</summary>
/// <param name="Name">As exposed.</param>
/// <param name="Kind">Its TYPE.</param>
/// <param name="Help">Its HELP, not escaped.</param>
/// <param name="Bounds">Upper bounds of the buckets of a histogram.</param>
/// <param name="Series">By the text of their labels, in ordinal order.</param>
internal sealed record MetricFamily(
    string Name,
    MetricFamilyKind Kind,
    string Help,
    double[] Bounds,
    SortedDictionary<string, MetricSeries> Series)
{
    public static IReadOnlyList<MetricFamily> Group(IEnumerable<InstrumentState> instruments)
    {
        var families = new SortedDictionary<string, MetricFamily>(StringComparer.Ordinal);

        // The order of publishing varies from start to start: the order of names settles who gives the HELP text.
        var ordered = instruments.OrderBy(s => s.Instrument.Meter.Name, StringComparer.Ordinal).ThenBy(s => s.Kind);
        foreach (var state in ordered)
        {
            if (!families.TryGetValue(state.Family, out var family))
            {
                var help = state.Instrument.Description ?? state.Instrument.Name;
                var series = new SortedDictionary<string, MetricSeries>(StringComparer.Ordinal);
                family = new MetricFamily(state.Family, state.Kind, help, state.Bounds, series);
                families.Add(state.Family, family);
            }

            // One name with two types or two sets of buckets would make the whole scrape invalid.
            if (family.Kind == state.Kind && family.Bounds.AsSpan().SequenceEqual(state.Bounds))
            {
                state.CollectInto(family.Series);
            }
        }

        return [.. families.Values.Where(family => family.Series.Count > 0)];
    }
}
