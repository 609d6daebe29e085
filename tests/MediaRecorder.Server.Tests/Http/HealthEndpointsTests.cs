using System.Text.Json.Nodes;
using MediaRecorder.Server.Hosting;
using MediaRecorder.Server.Http;
using MediaRecorder.Server.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace MediaRecorder.Server.Tests.Http;

public class HealthEndpointsTests
{
    private readonly FakeHealth _health = new();

    // REQ: I-01
    [Fact]
    public async Task Fresh_heartbeats_are_alive()
    {
        SetHeartbeats(new("sip", TimeSpan.FromSeconds(1)), new("media-0", HealthEndpoints.StaleAfter));

        Assert.Equal((200, ""), await AskAsync(endpoints => endpoints.WriteLivenessAsync));
    }

    [Fact]
    public async Task A_worker_that_hangs_is_named()
    {
        SetHeartbeats(new("sip", TimeSpan.Zero), new("media-0", TimeSpan.FromSeconds(6)));

        Assert.Equal(
            (503, "media-0 has not moved for 6000 ms"), await AskAsync(endpoints => endpoints.WriteLivenessAsync));
    }

    [Fact]
    public async Task What_keeps_it_from_being_ready_does_not_make_it_dead()
    {
        _health.Now = new HealthSnapshot([], Listening: false, Draining: true, DiskWritable: false);

        Assert.Equal((200, ""), await AskAsync(endpoints => endpoints.WriteLivenessAsync));
    }

    [Fact]
    public async Task A_recorder_that_takes_calls_and_can_write_is_ready()
    {
        Assert.Equal((200, ""), await AskAsync(endpoints => endpoints.WriteReadinessAsync));
    }

    [Theory]
    [InlineData(false, false, true, "not listening")]
    [InlineData(true, true, true, "draining")]
    [InlineData(true, false, false, "disk not writable")]
    [InlineData(false, true, false, "not listening, draining, disk not writable")]
    public async Task All_that_keeps_it_from_being_ready_is_said(
        bool listening, bool draining, bool writable, string reasons)
    {
        _health.Now = new HealthSnapshot([], listening, draining, writable);

        Assert.Equal((503, reasons), await AskAsync(endpoints => endpoints.WriteReadinessAsync));
    }

    [Fact]
    public async Task Answers_are_json_that_no_one_keeps()
    {
        var context = Contexts.Create();
        await new HealthEndpoints(_health).WriteReadinessAsync(context);

        Assert.Equal("application/json", context.Response.ContentType);
        Assert.Equal("no-store", context.Response.Headers.CacheControl);
        Assert.Equal("""{"status":"ok","reasons":[]}""", Contexts.BodyOf(context));
    }

    private void SetHeartbeats(params WorkerHeartbeat[] beats) =>
        _health.Now = _health.Now with { Heartbeats = [.. beats] };

    private async Task<(int Status, string Reasons)> AskAsync(Func<HealthEndpoints, RequestDelegate> endpoint)
    {
        var context = Contexts.Create();
        await endpoint(new HealthEndpoints(_health))(context);
        var body = JsonNode.Parse(Contexts.BodyOf(context))!;
        Assert.Equal(context.Response.StatusCode == 200 ? "ok" : "unavailable", (string?)body["status"]);
        var reasons = body["reasons"]!.AsArray().Select(reason => (string?)reason);
        return (context.Response.StatusCode, string.Join(", ", reasons));
    }
}
