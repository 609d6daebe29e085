namespace MediaRecorder.Load.Meters;

/// <summary>
/// Reads the recorder's own /metrics around the steady window. Used by the thread that waits for the run.
/// </summary>
internal sealed class RecorderMetrics(Uri url) : IDisposable
{
    private const string Allocated = "mediarecorder_runtime_allocated_bytes_total";
    private const string Collections = "mediarecorder_runtime_gc_collections_total";
    private const string Pause = "mediarecorder_runtime_gc_pause_seconds_total";
    private const string Packets = "mediarecorder_rtp_received_total";
    private const string RingDrops = "mediarecorder_tap_dropped_total";
    private const string RelayDrops = "mediarecorder_relay_dropped_total";
    private const string Stalls = "mediarecorder_media_stalls_total";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private double _scrapeBytes;
    private PrometheusSnapshot? _opening;

    /// <summary>
    /// Three scrapes: one that warms up, and between the two others lies what a scrape itself allocates.
    /// </summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        _ = await ScrapeAsync(cancellation);
        var first = await ScrapeAsync(cancellation);
        _opening = await ScrapeAsync(cancellation);
        _scrapeBytes = Difference(first, _opening, Allocated) ?? 0;
    }

    /// <summary>Null when the page could not be read at either end of the window.</summary>
    public async Task<RecorderMetricsDelta?> CloseAsync(CancellationToken cancellation)
    {
        var closing = await ScrapeAsync(cancellation);
        if (_opening is null || closing is null)
            return null;

        var packets = Difference(_opening, closing, Packets);
        var allocated = Difference(_opening, closing, Allocated) is { } bytes
            ? Math.Max(bytes - _scrapeBytes, 0)
            : (double?)null;
        return new RecorderMetricsDelta(
            packets,
            allocated,
            packets > 0 ? allocated / packets : null,
            Difference(_opening, closing, Collections),
            Difference(_opening, closing, Pause) * 1000,
            Difference(_opening, closing, RingDrops),
            Difference(_opening, closing, RelayDrops),
            Difference(_opening, closing, Stalls));
    }

    public void Dispose() => _http.Dispose();

    private static double? Difference(PrometheusSnapshot? before, PrometheusSnapshot? after, string name) =>
        after?.Sum(name) - (before?.Sum(name) ?? 0);

    private async Task<PrometheusSnapshot?> ScrapeAsync(CancellationToken cancellation)
    {
        try
        {
            return PrometheusSnapshot.Parse(await _http.GetStringAsync(url, cancellation));
        }
        catch (Exception fault)
            when (fault is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
