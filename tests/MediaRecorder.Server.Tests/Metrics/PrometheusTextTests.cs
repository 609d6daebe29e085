using System.Diagnostics.Metrics;
using MediaRecorder.Server.Metrics;

namespace MediaRecorder.Server.Tests.Metrics;

public class PrometheusTextTests : IDisposable
{
    private readonly MetricsCollector _collector = new();

    // Each test its own prefix: meters are known to the whole process, and tests run side by side.
    private readonly string _prefix = "test" + Guid.NewGuid().ToString("N");
    private readonly Meter _meter = new("MediaRecorder.Test");

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
        GC.SuppressFinalize(this);
    }

    // REQ: I-01
    [Fact]
    public void A_counter_is_written_with_help_type_unit_and_total()
    {
        _meter.CreateCounter<long>(Name("rtp.relayed"), "By", "Bytes relayed.").Add(5, Tag("direction", "ingress"));

        Assert.Equal(
            $$"""
            # HELP {{_prefix}}_rtp_relayed_bytes_total Bytes relayed.
            # TYPE {{_prefix}}_rtp_relayed_bytes_total counter
            {{_prefix}}_rtp_relayed_bytes_total{direction="ingress"} 5

            """,
            Scrape());
    }

    [Fact]
    public void A_counter_without_labels_shows_zero_from_its_start()
    {
        _meter.CreateCounter<long>(Name("calls"), "{call}");

        Assert.Contains($"{_prefix}_calls_total 0\n", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_zero_of_the_start_goes_when_labelled_values_come()
    {
        var counter = _meter.CreateCounter<long>(Name("calls"));
        counter.Add(1, Tag("reason", "busy"));

        Assert.DoesNotContain($"{_prefix}_calls_total 0", Scrape(), StringComparison.Ordinal);
        Assert.Contains($"{_prefix}_calls_total{{reason=\"busy\"}} 1\n", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Counters_and_up_down_counters_add_gauges_replace()
    {
        var counter = _meter.CreateCounter<double>(Name("a"), "s");
        var upDown = _meter.CreateUpDownCounter<int>(Name("b"));
        var gauge = _meter.CreateGauge<int>(Name("c"));
        foreach (var value in new[] { 3, 4 })
        {
            counter.Add(value + 0.25);
            upDown.Add(-value);
            gauge.Record(value);
        }

        var text = Scrape();

        Assert.Contains(
            $"# TYPE {_prefix}_a_seconds_total counter\n{_prefix}_a_seconds_total 7.5\n", text,
            StringComparison.Ordinal);
        Assert.Contains($"# TYPE {_prefix}_b gauge\n{_prefix}_b -7\n", text, StringComparison.Ordinal);
        Assert.Contains($"# TYPE {_prefix}_c gauge\n{_prefix}_c 4\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Observable_instruments_are_asked_at_each_scrape_and_report_totals()
    {
        var packets = 10L;
        _meter.CreateObservableCounter(Name("packets"), () => packets, "{packet}");
        _meter.CreateObservableUpDownCounter(Name("legs"), () => packets - 8);
        Assert.Contains($"{_prefix}_packets_total 10\n", Scrape(), StringComparison.Ordinal);

        packets = 11;

        Assert.Contains($"{_prefix}_packets_total 11\n", Scrape(), StringComparison.Ordinal);
        Assert.Contains($"# TYPE {_prefix}_legs gauge\n{_prefix}_legs 3\n", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_observable_no_longer_reports_is_gone()
    {
        Measurement<long>[] values = [new(1, Tag("worker", 0)), new(2, Tag("worker", 1))];
        _meter.CreateObservableGauge(Name("busy"), () => values);
        Assert.Contains($"{_prefix}_busy{{worker=\"1\"}} 2\n", Scrape(), StringComparison.Ordinal);

        values = values[..1];

        Assert.Contains($"{_prefix}_busy{{worker=\"0\"}} 1\n", Scrape(), StringComparison.Ordinal);
        Assert.DoesNotContain("worker=\"1\"", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_instrument_in_several_instances_reads_as_their_sum()
    {
        using var other = new Meter("MediaRecorder.Test");
        _meter.CreateObservableCounter(Name("packets"), () => 10L);
        other.CreateObservableCounter(Name("packets"), () => 32L);

        Assert.Contains($"{_prefix}_packets_total 42\n", Scrape(), StringComparison.Ordinal);
        Assert.Equal(1, Scrape().Split("# TYPE").Length - 1);
    }

    [Fact]
    public void A_histogram_has_cumulated_buckets_a_sum_and_a_count()
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] };
        var histogram = _meter.CreateHistogram(Name("write"), "s", "Time to write.", null, advice);
        foreach (var value in new[] { 0.05, 0.1, 0.5, 2 })
            histogram.Record(value, Tag("disk", "a"));

        Assert.Equal(
            $$"""
            # HELP {{_prefix}}_write_seconds Time to write.
            # TYPE {{_prefix}}_write_seconds histogram
            {{_prefix}}_write_seconds_bucket{disk="a",le="0.1"} 2
            {{_prefix}}_write_seconds_bucket{disk="a",le="1"} 3
            {{_prefix}}_write_seconds_bucket{disk="a",le="+Inf"} 4
            {{_prefix}}_write_seconds_sum{disk="a"} 2.65
            {{_prefix}}_write_seconds_count{disk="a"} 4

            """,
            Scrape());
    }

    [Fact]
    public void A_histogram_without_advice_has_the_buckets_of_seconds_and_without_labels_only_le()
    {
        _meter.CreateHistogram<long>(Name("wait"), "s").Record(3);

        var text = Scrape();

        Assert.Contains($"{_prefix}_wait_seconds_bucket{{le=\"2.5\"}} 0\n", text, StringComparison.Ordinal);
        Assert.Contains($"{_prefix}_wait_seconds_bucket{{le=\"5\"}} 1\n", text, StringComparison.Ordinal);
        Assert.Contains($"{_prefix}_wait_seconds_count 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_sorted_and_escaped_and_their_names_made_legal()
    {
        _meter.CreateCounter<int>(Name("x")).Add(1, Tag("z.b", "quote\" back\\ line\nend"), Tag("a-1", true));

        Assert.Contains(
            $$"""{{_prefix}}_x_total{a_1="True",z_b="quote\" back\\ line\nend"} 1""" + "\n", Scrape(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Help_texts_escape_the_backslash_and_the_line_feed_only()
    {
        _meter.CreateCounter<int>(Name("x"), null, "a\\b\n\"c\"");

        Assert.Contains(
            $$"""# HELP {{_prefix}}_x_total a\\b\n"c" """.TrimEnd() + "\n", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Label_order_at_the_source_does_not_make_two_series()
    {
        var counter = _meter.CreateCounter<int>(Name("x"));
        counter.Add(1, Tag("a", 1), Tag("b", 2));
        counter.Add(1, Tag("b", 2), Tag("a", 1));

        Assert.Contains($"{_prefix}_x_total{{a=\"1\",b=\"2\"}} 2\n", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Families_and_series_come_in_ordinal_order_whatever_the_order_of_creation()
    {
        _meter.CreateCounter<int>(Name("b")).Add(1, Tag("k", "2"));
        var a = _meter.CreateCounter<int>(Name("a"));
        a.Add(1, Tag("k", "y"));
        a.Add(1, Tag("k", "x"));

        var samples = Scrape().Split('\n').Where(line => line.StartsWith(_prefix, StringComparison.Ordinal)).ToList();

        Assert.Equal(3, samples.Count);
        Assert.Equal(samples.Order(StringComparer.Ordinal), samples);
    }

    [Fact]
    public void A_family_without_series_is_not_written()
    {
        _meter.CreateGauge<int>(Name("never"));
        _meter.CreateHistogram<double>(Name("never2"));

        Assert.Equal("", Scrape());
    }

    [Fact]
    public void One_name_with_two_types_keeps_the_scrape_valid()
    {
        _meter.CreateObservableGauge(Name("x") + "_total", () => 1);
        _meter.CreateCounter<int>(Name("x")).Add(2);

        Assert.Equal(1, Scrape().Split("# TYPE").Length - 1);
        Assert.Contains($"{_prefix}_x_total 2\n", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_callback_that_fails_spoils_no_other_instrument_and_is_counted()
    {
        _meter.CreateObservableGauge(Name("bad"), static int () => throw new InvalidOperationException("on purpose"));
        _meter.CreateObservableGauge(Name("good"), () => 1);
        var before = FailedCallbacks();

        Assert.Contains($"{_prefix}_good 1\n", Scrape(), StringComparison.Ordinal);
        Assert.True(FailedCallbacks() > before);
    }

    [Fact]
    public void Label_sets_beyond_the_limit_are_left_out()
    {
        var counter = _meter.CreateCounter<int>(Name("x"));
        for (var i = 0; i < 300; i++)
            counter.Add(1, Tag("number", i));

        Assert.Equal(256, Scrape().Split('\n').Count(line => line.StartsWith(_prefix, StringComparison.Ordinal)));
        Assert.Matches("mediarecorder_metrics_dropped_total [1-9]", PrometheusText.Scrape(_collector));
    }

    [Fact]
    public void Meters_of_others_are_not_exposed_and_those_of_the_past_are()
    {
        using var foreign = new Meter("System.Test");
        foreign.CreateCounter<int>(Name("foreign")).Add(1);
        _meter.CreateObservableGauge(Name("early"), () => 1);
        using var late = new MetricsCollector();

        Assert.DoesNotContain("foreign", Scrape(), StringComparison.Ordinal);
        Assert.Contains($"{_prefix}_early 1", PrometheusText.Scrape(late), StringComparison.Ordinal);
    }

    [Fact]
    public void Instruments_of_a_disposed_meter_go()
    {
        using (var meter = new Meter("MediaRecorder.Test"))
        {
            meter.CreateCounter<int>(Name("x")).Add(1);
            Assert.NotEqual("", Scrape());
        }

        Assert.Equal("", Scrape());
    }

    [Theory]
    [InlineData(1e14, "100000000000000")]
    [InlineData(1e18, "1E+18")]
    [InlineData(0.1, "0.1")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Numbers_are_written_so_that_Prometheus_reads_them(double value, string text)
    {
        _meter.CreateGauge<double>(Name("x")).Record(value);

        Assert.Contains($"{_prefix}_x {text}\n", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_from_many_threads_are_all_there()
    {
        var counter = _meter.CreateCounter<long>(Name("x"));
        Parallel.For(0, 8, i =>
        {
            for (var n = 0; n < 1000; n++)
                counter.Add(1, Tag("thread", i % 2));
        });

        Assert.Contains($"{_prefix}_x_total{{thread=\"0\"}} 4000\n", Scrape(), StringComparison.Ordinal);
    }

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    private string Name(string name) => $"{_prefix}.{name}";

    // Without the families of other tests and of the collector.
    private string Scrape()
    {
        var lines = PrometheusText.Scrape(_collector).Split('\n')
            .Where(line => line.Contains(_prefix, StringComparison.Ordinal));
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private double FailedCallbacks()
    {
        const string name = "mediarecorder_metrics_failed_callbacks_total ";
        var line = PrometheusText.Scrape(_collector).Split('\n')
            .Single(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line[name.Length..], null);
    }
}
