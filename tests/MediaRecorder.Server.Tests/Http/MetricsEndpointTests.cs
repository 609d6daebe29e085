using MediaRecorder.Server.Http;
using MediaRecorder.Server.Metrics;
using MediaRecorder.Server.Tests.Fakes;

namespace MediaRecorder.Server.Tests.Http;

public class MetricsEndpointTests
{
    // REQ: I-01
    [Fact]
    public async Task A_scrape_is_answered_in_the_text_format_with_its_length()
    {
        using var collector = new MetricsCollector();
        var context = Contexts.Create();

        await new MetricsEndpoint(collector).WriteAsync(context);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", context.Response.ContentType);
        Assert.Equal(context.Response.Body.Length, context.Response.ContentLength);
        Assert.Contains(
            "# TYPE mediarecorder_metrics_dropped_total counter\n", Contexts.BodyOf(context), StringComparison.Ordinal);
    }
}
