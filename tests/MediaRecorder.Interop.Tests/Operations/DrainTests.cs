using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Operations;

/// <summary>The end of the process as an init system asks for it, with a call running.</summary>
public sealed class DrainTests
{
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(20);

    // REQ: A-09
    [Theory]
    [InlineData(ProcessSignal.Terminate)]
    [InlineData(ProcessSignal.Interrupt)]
    public async Task A_running_call_ends_in_peace_and_a_new_one_is_sent_away(ProcessSignal signal)
    {
        await using var bench = await Bench.StartAsync();
        await using var customer = WirePhone.Start(bench.Network.CarrierSip, bench.Network.RecorderSip);
        await using var agent = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
        var call = await customer.CallAsync();
        await StartDrainAsync(bench, signal);

        var refused = await customer.AskAsync(customer.Request("INVITE", "1000", body: customer.Sdp()));
        Assert.Equal(503, refused.Status);
        Assert.NotNull(refused.Header("Retry-After"));
        Assert.Equal(503, (await customer.AskAsync(customer.Request("OPTIONS", "1000"))).Status);
        using (var ready = await bench.Recorder.GetAsync("/readyz"))
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, ready.StatusCode);

        // The running call still can do everything.
        Assert.Equal(200, (await customer.AskAsync(call, "INVITE", body: customer.Sdp("sendonly"))).Status);
        Assert.False(bench.Recorder.Process.HasExited);
        Assert.Equal(200, (await customer.HangUpAsync(call)).Status);
        await agent.SeesAsync("BYE");
        Assert.Equal(0, await bench.Recorder.Process.WaitForExitAsync(ExitTimeout));
        await FinishedAsync(bench);
    }

    // REQ: A-09
    [Fact]
    public async Task At_the_deadline_the_call_is_hung_up()
    {
        await using var bench = await Bench.StartAsync(config => config["sip"]!["drainSeconds"] = 2);
        await using var customer = WirePhone.Start(bench.Network.CarrierSip, bench.Network.RecorderSip);
        await using var agent = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
        await customer.CallAsync();
        await agent.AnsweredAsync();
        await StartDrainAsync(bench, ProcessSignal.Interrupt);
        await customer.SeesAsync("BYE");
        await agent.SeesAsync("BYE");
        Assert.Equal(0, await bench.Recorder.Process.WaitForExitAsync(ExitTimeout));
        await FinishedAsync(bench);
    }

    // REQ: A-09
    [Theory]
    [InlineData(ProcessSignal.Terminate, ProcessSignal.Terminate)]
    [InlineData(ProcessSignal.Terminate, ProcessSignal.Interrupt)]
    [InlineData(ProcessSignal.Interrupt, ProcessSignal.Interrupt)]
    [InlineData(ProcessSignal.Interrupt, ProcessSignal.Terminate)]
    public async Task A_second_signal_hurries(ProcessSignal first, ProcessSignal second)
    {
        await using var bench = await Bench.StartAsync();
        await using var customer = WirePhone.Start(bench.Network.CarrierSip, bench.Network.RecorderSip);
        await using var agent = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
        await customer.CallAsync();
        await agent.AnsweredAsync();
        await StartDrainAsync(bench, first);
        Assert.DoesNotContain(customer.Received, message => message.Method == "BYE");
        bench.Recorder.Process.Signal(second);
        await customer.SeesAsync("BYE");
        await agent.SeesAsync("BYE");
        Assert.Equal(0, await bench.Recorder.Process.WaitForExitAsync(ExitTimeout));
        await FinishedAsync(bench);
    }

    private static async Task StartDrainAsync(Bench bench, ProcessSignal signal)
    {
        bench.Recorder.Process.Signal(signal);
        await Poll.UntilAsync(
            "the recorder drains",
            TimeSpan.FromSeconds(5),
            async () => (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_draining") == 1);
    }

    private static async Task FinishedAsync(Bench bench)
    {
        Assert.Empty(bench.Recorder.UnfinishedFiles());
        var recording = Assert.Single(PublishedRecording.FindAll(bench.Folder));
        Assert.False(recording.Sidecar.GetProperty("recovered").GetBoolean());
        await recording.ReadAsync();
    }
}
