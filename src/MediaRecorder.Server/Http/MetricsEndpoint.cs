using System.Text;
using MediaRecorder.Server.Metrics;

namespace MediaRecorder.Server.Http;

/// <summary>/metrics: one scrape. REQ I-01.</summary>
public sealed class MetricsEndpoint(MetricsCollector collector)
{
    /// <summary>Writes every instrument's value now.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var body = Encoding.UTF8.GetBytes(PrometheusText.Scrape(collector));
        context.Response.ContentType = PrometheusText.ContentType;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
