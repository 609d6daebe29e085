using System.Net;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Operations;

/// <summary>What SIGTERM does to a recorder with a running call.</summary>
// REQ: A-09
public sealed class DrainTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task SIGTERM_takes_no_new_call_lets_the_running_one_end_and_exits_0_with_its_file()
    {
        await using var bench = await Bench.StartAsync();
        using var call = await WireCall.EstablishAsync(bench);
        await Task.Delay(1000, TestContext.Current.CancellationToken);

        bench.Recorder.Process.Signal(ProcessSignal.Terminate);
        await bench.Recorder.Process.WaitForLineAsync("draining: 1 calls are running", Patience);

        var refused = await call.Customer.AskAsync(call.Customer.Request("INVITE", body: call.Customer.Sdp()));
        Assert.Equal(503, refused.Status);
        Assert.Matches("^[0-9]+", refused.Header("Retry-After"));
        Assert.Equal(503, (await call.Agent.AskAsync(call.Agent.Request("OPTIONS"))).Status);
        using var ready = await bench.Recorder.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains(
            "draining",
            await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        var page = await bench.Recorder.ScrapeAsync();
        Assert.Equal(1, page.Sum("mediarecorder_draining"));
        Assert.Equal(1, page.Sum("mediarecorder_calls_refused_total", "reason=\"draining\""));
        Assert.Equal(1, page.Sum("mediarecorder_calls_active"));

        await call.HangUpAsync();
        Assert.Equal(0, await bench.Recorder.Process.WaitForExitAsync(Patience));
        await bench.Recorder.RecordingAsync();
    }

    [Fact]
    public async Task A_second_SIGTERM_hangs_up_both_sides_and_exits_0_with_the_file()
    {
        await using var bench = await Bench.StartAsync();
        using var call = await WireCall.EstablishAsync(bench);
        await Task.Delay(1000, TestContext.Current.CancellationToken);

        bench.Recorder.Process.Signal(ProcessSignal.Terminate);
        await bench.Recorder.Process.WaitForLineAsync("draining: 1 calls are running", Patience);
        bench.Recorder.Process.Signal(ProcessSignal.Terminate);

        await ShouldEndAsync(bench, call);
    }

    [Fact]
    public async Task At_the_end_of_the_drain_time_both_sides_are_hung_up()
    {
        await using var bench = await Bench.StartAsync(config => config["sip"]!["drainSeconds"] = 1);
        using var call = await WireCall.EstablishAsync(bench);

        bench.Recorder.Process.Signal(ProcessSignal.Terminate);

        await ShouldEndAsync(bench, call);
    }

    private static async Task ShouldEndAsync(Bench bench, WireCall call)
    {
        await call.Agent.ReceiveAsync("the agent's BYE", message => message.Method == "BYE");
        await call.Customer.ReceiveAsync("the customer's BYE", message => message.Method == "BYE");
        Assert.Equal(0, await bench.Recorder.Process.WaitForExitAsync(Patience));
        await bench.Recorder.RecordingAsync();
    }
}
