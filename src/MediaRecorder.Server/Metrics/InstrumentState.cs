using System.Diagnostics.Metrics;

namespace MediaRecorder.Server.Metrics;

/// <summary>
/// What one instrument has measured. Any thread records, at control rate; the scrape reads. Own lock.
/// </summary>
internal sealed class InstrumentState
{
    /// <summary>
    /// Label sets of one instrument; all labels come from closed sets, so more than this is a mistake, and is counted.
    /// </summary>
    public const int MaxSeries = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly bool _adds;
    private readonly Action _onDropped;

    public InstrumentState(Instrument instrument, Action onDropped)
    {
        Instrument = instrument;
        _onDropped = onDropped;
        (Kind, _adds) = Classify(instrument);
        Family = MetricNames.FamilyOf(instrument, Kind);
        Bounds = Kind == MetricFamilyKind.Histogram ? HistogramBounds.Of(instrument) : [];
        if (!_adds || instrument.Tags?.Any() == true)
        {
            return;
        }

        // A counter without labels shows 0 from the start, so that its first increase is seen as one.
        if (instrument is Counter<long> or Counter<int> or Counter<double>)
        {
            _series.Add("", new MetricSeries(0));
        }
    }

    public Instrument Instrument { get; }

    public MetricFamilyKind Kind { get; }

    /// <summary>Name of the family in the exposition.</summary>
    public string Family { get; }

    /// <summary>Upper bounds of a histogram's buckets, ascending, without +Inf.</summary>
    public double[] Bounds { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = MetricLabels.Format(tags);
        lock (_lock)
        {
            // Unlabelled zero was only a promise: real label sets replace it.
            if (labels.Length > 0)
            {
                _series.Remove("");
            }

            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count >= MaxSeries)
                {
                    _onDropped();
                    return;
                }

                series = new MetricSeries(Bounds.Length);
                _series.Add(labels, series);
            }

            Apply(series, value);
        }
    }

    /// <summary>Before a scrape: what an observable instrument does not report this time is gone.</summary>
    public void BeginObservation()
    {
        if (!Instrument.IsObservable)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var series in _series.Values)
            {
                series.Observed = false;
            }
        }
    }

    /// <summary>Adds this instrument's series to those of its family.</summary>
    public void CollectInto(SortedDictionary<string, MetricSeries> family)
    {
        lock (_lock)
        {
            foreach (var (labels, series) in _series)
            {
                if (!series.Observed)
                {
                    continue;
                }

                if (!family.TryGetValue(labels, out var sum))
                {
                    sum = new MetricSeries(Bounds.Length);
                    family.Add(labels, sum);
                }

                sum.Add(series);
            }
        }
    }

    private void Apply(MetricSeries series, double value)
    {
        series.Observed = true;
        series.Value = _adds ? series.Value + value : value;
        if (Kind != MetricFamilyKind.Histogram)
        {
            return;
        }

        series.Count++;
        var bucket = Array.BinarySearch(Bounds, value);
        bucket = bucket < 0 ? ~bucket : bucket;
        if (bucket < Bounds.Length)
        {
            series.Buckets[bucket]++;
        }
    }

    // Counters and up-down counters report differences, their observable kin report totals.
    private static (MetricFamilyKind Kind, bool Adds) Classify(Instrument instrument)
    {
        var type = instrument.GetType();
        var open = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return open switch
        {
            _ when open == typeof(Counter<>) => (MetricFamilyKind.Counter, true),
            _ when open == typeof(ObservableCounter<>) => (MetricFamilyKind.Counter, false),
            _ when open == typeof(Histogram<>) => (MetricFamilyKind.Histogram, true),
            _ when open == typeof(UpDownCounter<>) => (MetricFamilyKind.Gauge, true),
            _ => (MetricFamilyKind.Gauge, false),
        };
    }
}
