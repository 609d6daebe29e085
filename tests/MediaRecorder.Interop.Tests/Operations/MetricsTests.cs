using System.Net;
using System.Text;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Operations;

/// <summary>The recorder as its operators see it: /metrics by promtool's rules, /healthz, /readyz.</summary>
[Collection(Measured.Name)]
public sealed class MetricsTests
{
    [Fact]
    public async Task Promtool_is_content_before_during_and_after_a_call()
    {
        await using var bench = await Bench.StartAsync();
        await PromtoolShouldBeContentAsync(await bench.Recorder.ScrapeAsync());

        var sound = await bench.CaptureAsync(new VoiceTrack().Tone(440, 4000));
        await using var callee = await SippPhone.AnswerAsync(bench.Folder, bench.Network.PbxSip, "uas_talk.xml", sound);
        await using var caller = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_talk.xml", sound,
            TimeSpan.FromSeconds(3));
        await caller.SeenAsync("SIP/2.0 200");
        await Poll.ForAsync(TimeSpan.FromSeconds(1.5));
        var during = await bench.Recorder.ScrapeAsync();
        await PromtoolShouldBeContentAsync(during);
        Assert.Equal(1, during.Sum("mediarecorder_calls_active"));
        Assert.Equal(2, during.Sum("mediarecorder_legs_active"));

        await caller.SucceededAsync(TimeSpan.FromSeconds(20));
        await callee.SucceededAsync(TimeSpan.FromSeconds(20));
        await bench.Recorder.RecordingAsync();
        // The file is there a moment before it is counted.
        await Poll.UntilAsync(
            "the recording is counted",
            TimeSpan.FromSeconds(5),
            async () => (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_recordings_completed_total") == 1);
        var after = await bench.Recorder.ScrapeAsync();
        await PromtoolShouldBeContentAsync(after);
        Assert.Equal(0, after.Sum("mediarecorder_calls_active"));
        Assert.Equal(1, after.Sum("mediarecorder_calls_answered_total"));
        // 3 s of packets of 20 ms from each side.
        Assert.True(after.Sum("mediarecorder_rtp_received_total", "leg=\"ingress\"") >= 145);
        Assert.True(after.Sum("mediarecorder_rtp_received_total", "leg=\"egress\"") >= 145);
        Assert.Equal(after.Sum("mediarecorder_rtp_received_total"), after.Sum("mediarecorder_relay_sent_total"));
        Assert.Equal(0, after.Sum("mediarecorder_tap_dropped_total"));
        // REQ: B-12
        Assert.Equal(1, after.Sum("mediarecorder_recordings_expected_total"));
        Assert.Equal(1, after.Sum("mediarecorder_recordings_started_total"));
        Assert.Equal(1, after.Sum("mediarecorder_recordings_completed_total"));
        Assert.Equal(0, after.Sum("mediarecorder_recordings_failed_total"));
    }

    [Fact]
    public async Task Promtool_finds_fault_with_a_page_that_has_one()
    {
        var result = await CheckAsync("# TYPE mediarecorder_calls counter\nmediarecorder_calls 1\n");
        Assert.NotEqual(0, result.ExitCode);
    }

    [Fact]
    public async Task Health_and_readiness_are_answered()
    {
        await using var bench = await Bench.StartAsync();
        foreach (var path in new[] { "/healthz", "/readyz" })
        {
            using var response = await bench.Recorder.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        using var metrics = await bench.Recorder.GetAsync("/metrics");
        Assert.StartsWith(
            "text/plain; version=0.0.4", metrics.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        using var unknown = await bench.Recorder.GetAsync("/nothing-here");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static async Task PromtoolShouldBeContentAsync(MetricsPage page)
    {
        var result = await CheckAsync(page.Text);
        // promtool writes its advice to stderr and may still end with 0.
        Assert.True(
            result is { ExitCode: 0, Errors: "", Output: [] },
            $"promtool ended with {result.ExitCode}:\n{result.Errors}{result.Text}\n{page.Text}");
    }

    private static Task<ToolResult> CheckAsync(string text) =>
        ExternalTool.RunAsync("promtool", ["check", "metrics"], Encoding.UTF8.GetBytes(text));
}
