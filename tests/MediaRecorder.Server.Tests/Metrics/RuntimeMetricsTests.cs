using System.Globalization;
using MediaRecorder.Server.Metrics;
using MediaRecorder.Server.Tests.Fakes;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Server.Tests.Metrics;

[Collection(ProcessMeters.Collection)]
public class RuntimeMetricsTests
{
    // REQ: I-01
    [Fact]
    public void The_process_reports_its_memory_collector_threads_and_processor_time()
    {
        var time = new ManualTime();
        using var collector = new MetricsCollector();
        using var runtime = new RuntimeMetrics(time);
        time.Advance(TimeSpan.FromSeconds(90));
        GC.Collect(2);

        var text = PrometheusText.Scrape(collector);

        Assert.True(Value(text, "mediarecorder_runtime_gc_collections_total{generation=\"2\"}") >= 1);
        Assert.True(Value(text, "mediarecorder_runtime_allocated_bytes_total") > 0);
        Assert.True(Value(text, "mediarecorder_runtime_heap_bytes") > 0);
        Assert.True(Value(text, "mediarecorder_runtime_gc_pause_seconds_total") > 0);
        Assert.True(Value(text, "mediarecorder_process_working_set_bytes") > 0);
        Assert.True(Value(text, "mediarecorder_process_threads") > 0);
        Assert.True(Value(text, "mediarecorder_process_cpu_seconds_total") > 0);
        Assert.Equal(90, Value(text, "mediarecorder_process_uptime_seconds"));
        Assert.Matches("mediarecorder_build_info\\{runtime=\"\\.NET [^\"]+\",version=\"[^\"]+\"\\} 1\n", text);
    }

    [Fact]
    public void A_collection_of_an_old_generation_is_not_counted_for_the_younger_ones_too()
    {
        using var collector = new MetricsCollector();
        using var runtime = new RuntimeMetrics(TimeProvider.System);
        GC.Collect(2);

        var text = PrometheusText.Scrape(collector);

        var sum = Enumerable.Range(0, 3)
            .Sum(g => Value(text, $"mediarecorder_runtime_gc_collections_total{{generation=\"{g}\"}}"));
        Assert.InRange(sum, 1, GC.CollectionCount(0));
    }

    private static double Value(string text, string series)
    {
        var line = text.Split('\n').Single(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }
}
