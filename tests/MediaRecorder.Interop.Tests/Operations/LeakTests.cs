using System.Globalization;
using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Operations;

/// <summary>
/// Many calls one after another leave nothing behind: short ones, and beside them recorded ones with media that a third
/// party joins. The environment variable MEDIARECORDER_LEAK_CALLS makes them as many
/// as one likes: 20000 for the figure of the README, which takes some minutes.
/// </summary>
[Collection(Measured.Name)]
public sealed class LeakTests
{
    private const int WarmUpCalls = 500;
    private const int PerSecond = 100;
    private const int WarmUpConferences = 40;
    private const int ConferencesPerSecond = 8;

    // The collector keeps what it has room for; 2,000 calls that kept 20 kB each would be over it.
    private const long GrowthBoundBytes = 40L << 20;

    // REQ: A-09
    [Fact]
    public async Task Calls_one_after_another_leave_memory_handles_and_timers_where_they_were()
    {
        var calls = int.Parse(
            Environment.GetEnvironmentVariable("MEDIARECORDER_LEAK_CALLS") ?? "2000", CultureInfo.InvariantCulture);
        var conferences = calls * 6 / 100;
        await using var bench = await Bench.StartAsync((config, network) =>
        {
            var trunks = config["trunks"]!.AsObject();
            trunks["carrier"]!["record"] = false;
            trunks["pbx"]!["record"] = false;
            var (customers, agents, third) = (network.Station(0), network.Station(1), network.Station(2));
            trunks["customers"] = RecorderConfig.Trunk("external", $"{customers.Address}", $"{third}", "agents");
            trunks["customers"]!["allow"] = new JsonArray($"{customers.Address}", $"{third.Address}");
            trunks["agents"] = RecorderConfig.Trunk("internal", $"{agents.Address}", $"{agents}", "customers");
            trunks["agents"]!["blindTransfer"] = "conference";

            // 150 pairs: what runs at one time takes less than half of them, and third parties that kept theirs all.
            config["media"]!["ports"] = "10000-10299";
        });
        var tone = await bench.CaptureAsync(new VoiceTrack().Tone(1000, 3000));
        await Task.WhenAll(RunAsync(bench, WarmUpCalls), ConferAsync(bench, tone, WarmUpConferences));
        await IdleAsync(bench);
        var (memory, handles) = (bench.Recorder.ResidentBytes, bench.Recorder.Handles);

        await Task.WhenAll(RunAsync(bench, calls), ConferAsync(bench, tone, conferences));
        await IdleAsync(bench);

        var page = await bench.Recorder.ScrapeAsync();
        // Where the machine stalls for a quarter of a second, new calls are told to come later; each call is one or the
        // other.
        var answered = page.Sum("mediarecorder_calls_answered_total");
        var toldToWait = page.Sum("mediarecorder_calls_refused_total", "reason=\"overload\"");
        Assert.Equal(calls + WarmUpCalls + conferences + WarmUpConferences, answered + toldToWait);
        Assert.True(answered > toldToWait, $"{answered} calls answered, {toldToWait} told to come later");
        var recorded = page.Sum("mediarecorder_recordings_started_total");
        Assert.InRange(recorded, (conferences + WarmUpConferences) / 2, conferences + WarmUpConferences);
        Assert.Equal(recorded, page.Sum("mediarecorder_transfers_total", "result=\"party_joined\""));
        Assert.Equal(recorded, page.Sum("mediarecorder_recordings_completed_total"));
        Assert.Empty(bench.Recorder.UnfinishedFiles());
        foreach (var gauge in (string[])["calls_active", "legs_active", "relay_paths", "bridges", "bridge_parties", "recordings_active"])
            Assert.Equal(0, page.Sum($"mediarecorder_{gauge}"));
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

    // The customer goes first, so that the third party takes its side.
    private static async Task ConferAsync(Bench bench, string tone, int calls)
    {
        var (customers, agents, thirdParties) = (bench.Network.Station(0), bench.Network.Station(1), bench.Network.Station(2));
        await using var third = SippPhone.Load(
            bench.Folder, thirdParties, null, SippScript.Callee().Answers().Plays(tone).IsHungUp(), calls, ConferencesPerSecond);
        await using var answering = SippPhone.Load(
            bench.Folder,
            agents,
            null,
            SippScript.Callee().Answers().Plays(tone).Pause(300)
                .Request("REFER", $"Refer-To: <sip:5551000@{bench.Network.RecorderSip}>").Expect(202)
                .Takes("NOTIFY").Takes("NOTIFY").Pause(2000).HangsUp(),
            calls,
            ConferencesPerSecond);
        await UdpPorts.WaitUntilBoundAsync(thirdParties);
        await UdpPorts.WaitUntilBoundAsync(agents);
        await using var calling = SippPhone.Load(
            bench.Folder, customers, bench.Network.RecorderSip,
            SippScript.Caller().Invite().Talks().Plays(tone).Pause(1500).HangsUp(), calls, ConferencesPerSecond);
        await calling.EndedAsync(TimeSpan.FromMinutes(20));
        await Poll.UntilAsync(
            "the last recording is published",
            TimeSpan.FromSeconds(15),
            async () => (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_recordings_active") == 0);
    }

    // RFC 3261 §17: transactions over UDP stay for 32 s after their end, to absorb copies.
    private static Task IdleAsync(Bench bench) => Poll.UntilAsync(
        "no transaction is left",
        TimeSpan.FromSeconds(80),
        async () => (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_sip_transactions") == 0);
}
