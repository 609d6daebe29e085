using System.Diagnostics.Metrics;

namespace MediaRecorder.Server.Metrics;

/// <summary>
/// Listens to every meter named <c>MediaRecorder.*</c> and keeps what <see cref="PrometheusText"/> writes. Thread-safe:
/// rooms record from their own threads, at control rate; what is counted per packet comes through observable
/// instruments and is only read here, during a scrape.
/// </summary>
public sealed class MetricsCollector : IDisposable
{
    /// <summary>Prefix of the meters that are exposed.</summary>
    public const string MeterPrefix = "MediaRecorder.";

    private readonly Lock _lock = new();
    private readonly Dictionary<Instrument, InstrumentState> _instruments = [];
    private readonly MeterListener _listener = new();
    private readonly Meter _meter = new(MeterPrefix + "Metrics");
    private readonly Counter<long> _droppedSeries;
    private readonly Counter<long> _failedCallbacks;

    /// <summary>Starts to listen; meters that exist already are found too.</summary>
    public MetricsCollector()
    {
        _droppedSeries = _meter.CreateCounter<long>(
            "mediarecorder.metrics.dropped",
            "{measurement}",
            "Measurements left out because their instrument has too many label sets.");
        _failedCallbacks = _meter.CreateCounter<long>(
            "mediarecorder.metrics.failed_callbacks", "{callback}", "Scrapes in which an instrument failed to report.");
        _listener.InstrumentPublished = OnPublished;
        _listener.MeasurementsCompleted = (instrument, _) => Forget(instrument);
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(
            static (_, value, tags, state) => Record((double)value, tags, state));
        _listener.Start();
    }

    /// <summary>Asks every observable instrument and returns the families in the order of their names.</summary>
    internal IReadOnlyList<MetricFamily> Collect()
    {
        // One scrape at a time: two would take each other's observations for their own.
        lock (_lock)
        {
            foreach (var state in _instruments.Values)
            {
                state.BeginObservation();
            }

            Observe();
            return MetricFamily.Group(_instruments.Values);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    private static void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        ((InstrumentState)state!).Record(value, tags);
    }

    private void Observe()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException)
        {
            // The listener asked all the others first; the metric says that one is missing.
            _failedCallbacks.Add(1);
        }
    }

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        if (!instrument.Meter.Name.StartsWith(MeterPrefix, StringComparison.Ordinal))
        {
            return;
        }

        var state = new InstrumentState(instrument, () => _droppedSeries.Add(1));
        lock (_lock)
        {
            _instruments[instrument] = state;
        }

        listener.EnableMeasurementEvents(instrument, state);
    }

    private void Forget(Instrument instrument)
    {
        lock (_lock)
        {
            _instruments.Remove(instrument);
        }
    }
}
