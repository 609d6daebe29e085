using System.Globalization;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Operations;

/// <summary>
/// Many calls one after another leave nothing behind. The environment variable MEDIARECORDER_LEAK_CALLS makes them as many
/// as one likes: 20000 for the figure of the README, which takes some minutes.
/// </summary>
[Collection(Measured.Name)]
public sealed class LeakTests
{
    private const int WarmUpCalls = 500;
    private const int PerSecond = 100;

    // The collector keeps what it has room for; 2,000 calls that kept 20 kB each would be over it.
    private const long GrowthBoundBytes = 40L << 20;

    // REQ: A-09
    [Fact]
    public async Task Calls_one_after_another_leave_memory_handles_and_timers_where_they_were()
    {
        var calls = int.Parse(
            Environment.GetEnvironmentVariable("MEDIARECORDER_LEAK_CALLS") ?? "2000", CultureInfo.InvariantCulture);
        await using var bench = await Bench.StartAsync(config =>
        {
            config["trunks"]!["carrier"]!["record"] = false;
            config["trunks"]!["pbx"]!["record"] = false;
        });
        await RunAsync(bench, WarmUpCalls);
        await IdleAsync(bench);
        var (memory, handles) = (bench.Recorder.ResidentBytes, bench.Recorder.Handles);

        await RunAsync(bench, calls);
        await IdleAsync(bench);

        var page = await bench.Recorder.ScrapeAsync();
        // Where the machine stalls for a quarter of a second, new calls are told to come later; each call is one or the
        // other.
        var answered = page.Sum("mediarecorder_calls_answered_total");
        var toldToWait = page.Sum("mediarecorder_calls_refused_total", "reason=\"overload\"");
        Assert.Equal(calls + WarmUpCalls, answered + toldToWait);
        Assert.True(answered > toldToWait, $"{answered} calls answered, {toldToWait} told to come later");
        Assert.Equal(0, page.Sum("mediarecorder_legs_active"));
        Assert.Equal(0, page.Sum("mediarecorder_sip_faults_total"));
        // The test's own scrapes come and go.
        Assert.InRange(bench.Recorder.Handles, 0, handles + 3);
        var grown = bench.Recorder.ResidentBytes - memory;
        Assert.True(grown < GrowthBoundBytes, $"grown by {grown >> 20} MB over {calls} calls from {memory >> 20} MB");
    }

    private static async Task RunAsync(Bench bench, int calls)
    {
        var callee = SippScript.Callee();
        await using var answering = SippPhone.Load(
            bench.Folder, bench.Network.PbxSip, null, callee.Answers().IsHungUp(), calls, PerSecond);
        await UdpPorts.WaitUntilBoundAsync(bench.Network.PbxSip);
        await using var calling = SippPhone.Load(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip,
            SippScript.Caller().Invite().Talks().HangsUp(), calls, PerSecond);
        await calling.EndedAsync(TimeSpan.FromMinutes(20));
    }

    // RFC 3261 §17: transactions over UDP stay for 32 s after their end, to absorb copies.
    private static Task IdleAsync(Bench bench) => Poll.UntilAsync(
        "no transaction is left",
        TimeSpan.FromSeconds(80),
        async () => (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_sip_transactions") == 0);
}
