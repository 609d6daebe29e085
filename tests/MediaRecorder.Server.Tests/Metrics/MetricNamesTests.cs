using System.Diagnostics.Metrics;
using MediaRecorder.Server.Metrics;

namespace MediaRecorder.Server.Tests.Metrics;

public class MetricNamesTests
{
    [Theory]
    [InlineData("mediarecorder.rtp.packets", "{packet}", "mediarecorder_rtp_packets_total")]
    [InlineData("mediarecorder.disk.written", "By", "mediarecorder_disk_written_bytes_total")]
    [InlineData("mediarecorder.disk.written_bytes", "By", "mediarecorder_disk_written_bytes_total")]
    [InlineData("mediarecorder.process.cpu", "s", "mediarecorder_process_cpu_seconds_total")]
    [InlineData("mediarecorder.calls_total", null, "mediarecorder_calls_total")]
    [InlineData("1.a-b/c", "1", "_1_a_b_c_total")]
    public void Counters_are_named_by_the_rules_of_Prometheus(string name, string? unit, string expected)
    {
        using var meter = new Meter("MediaRecorder.Names");

        Assert.Equal(expected, MetricNames.FamilyOf(meter.CreateCounter<long>(name, unit), MetricFamilyKind.Counter));
    }

    [Fact]
    public void Gauges_and_histograms_get_no_total()
    {
        using var meter = new Meter("MediaRecorder.Names");

        Assert.Equal("heap_bytes", MetricNames.FamilyOf(meter.CreateGauge<long>("heap", "By"), MetricFamilyKind.Gauge));
        Assert.Equal("write_seconds", MetricNames.FamilyOf(
            meter.CreateHistogram<double>("write", "s"), MetricFamilyKind.Histogram));
    }

    [Theory]
    [InlineData("side", "side")]
    [InlineData("http.method", "http_method")]
    [InlineData("a:b", "a_b")]
    [InlineData("0", "_0")]
    [InlineData("", "_")]
    public void Label_names_are_made_legal(string tag, string label)
    {
        Assert.Equal(label, MetricNames.LabelOf(tag));
    }
}
