using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MediaRecorder.Server.Hosting;

namespace MediaRecorder.Server.Http;

/// <summary>/healthz: restart me or not. /readyz: send me calls or not. REQ I-01.</summary>
public sealed class HealthEndpoints(IHealthSource source)
{
    /// <summary>
    /// A worker that was not round its loop for this long hangs: five of the seconds at which it wakes at the latest.
    /// </summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Liveness: 200 while every worker's heartbeat is fresh, else 503 with the names of those that are not.
    /// </summary>
    public Task WriteLivenessAsync(HttpContext context)
    {
        var stale = source.ReadHealth().Heartbeats.Where(beat => beat.Age > StaleAfter)
            .Select(beat => $"{beat.Worker} has not moved for {(long)beat.Age.TotalMilliseconds} ms");
        return WriteAsync(context, [.. stale]);
    }

    /// <summary>Readiness: 200 while calls are taken and can be recorded, else 503 with the reasons.</summary>
    public Task WriteReadinessAsync(HttpContext context)
    {
        var health = source.ReadHealth();
        var reasons = new List<string>();
        if (!health.Listening)
            reasons.Add("not listening");

        if (health.Draining)
            reasons.Add("draining");

        if (!health.DiskWritable)
            reasons.Add("disk not writable");

        return WriteAsync(context, reasons);
    }

    private static Task WriteAsync(HttpContext context, List<string> reasons)
    {
        var body = new JsonObject
        {
            ["status"] = reasons.Count == 0 ? "ok" : "unavailable",
            ["reasons"] = new JsonArray([.. reasons.Select(reason => (JsonNode)reason)]),
        };
        context.Response.StatusCode = reasons.Count == 0
            ? StatusCodes.Status200OK
            : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var json = Encoding.UTF8.GetBytes(body.ToJsonString(JsonSerializerOptions.Default));
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }
}
