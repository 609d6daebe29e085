using System.Globalization;
using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Proxies;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Signalling;

/// <summary>What a trunk's settings do: several next hops, health, capacity, passwords on either side.</summary>
public sealed class TrunkTests
{
    // REQ: A-03
    [Theory]
    [InlineData(503)]
    [InlineData(0)]
    public async Task A_next_hop_that_says_503_or_nothing_is_passed_over(int status)
    {
        await using var bench = await Bench.StartAsync((config, network) => TwoHops(config, network, restSeconds: 60));
        await using var first = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
        await using var second = WirePhone.Start(bench.Network.SecondHop, bench.Network.RecorderSip);
        await using var customer = WirePhone.Start(bench.Network.CarrierSip, bench.Network.RecorderSip);
        first.Decide = request => request.Method == "INVITE" ? new WireAnswer(status) : null;
        for (var i = 0; i < 3; i++)
        {
            var call = await customer.CallAsync();
            await second.AnsweredAsync(i);
            Assert.Equal(200, (await customer.HangUpAsync(call)).Status);
        }

        // Two failures in a row put it down: the third call did not try it.
        var tries = first.Received.Where(message => message.Method == "INVITE").DistinctBy(m => m.Header("Call-ID")).Count();
        Assert.Equal(2, tries);
    }

    // REQ: A-03
    [Fact]
    public async Task OPTIONS_find_a_next_hop_down_and_up_again()
    {
        await using var bench = await Bench.StartAsync((config, network) =>
        {
            TwoHops(config, network, restSeconds: 60);
            config["trunks"]!["pbx"]!["healthCheck"]!["intervalSeconds"] = 1;
            config["trunks"]!["pbx"]!["healthCheck"]!["timeoutMs"] = 500;
        });
        await using var second = WirePhone.Start(bench.Network.SecondHop, bench.Network.RecorderSip);
        await using var customer = WirePhone.Start(bench.Network.CarrierSip, bench.Network.RecorderSip);
        var isDown = true;
        await using var first = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
        first.Decide = request => request.Method == "OPTIONS" && Volatile.Read(ref isDown) ? WireAnswer.Silence : null;
        await HopsUpAsync(bench, 1);
        var call = await customer.CallAsync();
        await second.AnsweredAsync();
        await customer.HangUpAsync(call);
        Assert.DoesNotContain(first.Received, message => message.Method == "INVITE");

        Volatile.Write(ref isDown, false);
        await HopsUpAsync(bench, 2);
        call = await customer.CallAsync();
        await first.AnsweredAsync();
        await customer.HangUpAsync(call);
    }

    // REQ: A-03
    [Fact]
    public async Task A_trunk_takes_no_more_calls_than_it_may()
    {
        await using var bench = await Bench.StartAsync(config => config["trunks"]!["carrier"]!["maxCalls"] = 1);
        await using var agent = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
        await using var customer = WirePhone.Start(bench.Network.CarrierSip, bench.Network.RecorderSip);
        var call = await customer.CallAsync();
        var refused = await customer.AskAsync(customer.Request("INVITE", "1000", body: customer.Sdp()));
        Assert.Equal(503, refused.Status);
        Assert.NotNull(refused.Header("Retry-After"));
        await customer.HangUpAsync(call);
        await customer.HangUpAsync(await customer.CallAsync());
    }

    // REQ: A-03
    [Theory]
    [InlineData("MD5")]
    [InlineData("SHA-256")]
    public async Task The_recorder_knows_the_password_that_a_kamailio_asks_for(string algorithm)
    {
        await using var bench = await Bench.StartAsync((config, _) =>
        {
            var folder = Path.GetDirectoryName((string?)config["recording"]!["folder"])!;
            var file = Path.Combine(folder, "password");
            File.WriteAllText(file, "secret\n");
            config["trunks"]!["pbx"]!["credentials"] = new JsonObject { ["user"] = "recorder", ["passwordFile"] = file };
        });
        var phone = bench.Network.Behind(bench.Network.PbxSip);
        await using var proxy = await KamailioProxy.StartAsync(
            bench.Folder,
            new(bench.Network.PbxSip) { Password = "secret", DigestAlgorithm = algorithm, NextHop = phone });
        await using var answering = await SippPhone.AnswerAsync(bench.Folder, phone, SippScript.Callee().Answers().IsHungUp());
        await using var calling = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, SippScript.Caller().Invite().Talks().HangsUp());
        await calling.SucceededAsync(TimeSpan.FromSeconds(30));
        var trace = await answering.SucceededAsync(TimeSpan.FromSeconds(30));
        Assert.Null(trace.First("INVITE ").Message.Header("Proxy-Authorization"));
    }

    // REQ: A-03
    [Fact]
    public async Task A_trunk_that_asks_for_a_password_takes_who_knows_it()
    {
        await using var bench = await Bench.StartAsync((config, _) =>
        {
            var folder = Path.GetDirectoryName((string?)config["recording"]!["folder"])!;
            var file = Path.Combine(folder, "passwords");
            File.WriteAllText(file, "joe:secret\n");
            config["trunks"]!["carrier"]!["authenticate"] = new JsonObject
            {
                ["realm"] = "recorder.test",
                ["algorithms"] = new JsonArray("MD5"),
                ["passwordsFile"] = file,
            };
        });
        await using var answering = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, SippScript.Callee().Answers().IsHungUp());
        await using (var wrong = SippPhone.Call(
            bench.Folder, new(bench.Network.Carrier, 5071), bench.Network.RecorderSip,
            SippScript.Caller().Invite().Challenged(401, "joe", "wrong").Expect(401).OfInvite("ACK")))
        {
            await wrong.SucceededAsync(TimeSpan.FromSeconds(30));
        }

        await using var calling = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip,
            SippScript.Caller().Invite().Challenged(401, "joe", "secret").Talks().HangsUp());
        await calling.SucceededAsync(TimeSpan.FromSeconds(30));
        var trace = await answering.SucceededAsync(TimeSpan.FromSeconds(30));
        Assert.Null(trace.First("INVITE ").Message.Header("Authorization"));
    }

    // REQ: A-01
    [Fact]
    public async Task Sipsak_gets_its_OPTIONS_answered()
    {
        await using var bench = await Bench.StartAsync(
            config => config["trunks"]!["carrier"]!["allow"] = new JsonArray("127.0.0.1"));
        var result = await ExternalTool.RunAsync("sipsak", ["-vv", "-s", $"sip:{bench.Network.RecorderSip}"]);
        Assert.True(result.ExitCode == 0, $"sipsak ended with {result.ExitCode}:\n{result.Text}{result.Errors}");
    }

    private static void TwoHops(JsonObject config, LoopbackNetwork network, int restSeconds)
    {
        var pbx = (JsonObject)config["trunks"]!["pbx"]!;
        pbx.Remove("nextHop");
        pbx["nextHops"] = new JsonArray(
            new JsonObject { ["address"] = $"{network.PbxSip}", ["priority"] = 1 },
            new JsonObject { ["address"] = $"{network.SecondHop}", ["priority"] = 2 });
        pbx["allow"] = new JsonArray($"{network.Pbx}", $"{network.SecondHop.Address}");
        pbx["hopTimeoutMs"] = 600;
        pbx["healthCheck"] = new JsonObject { ["restSeconds"] = restSeconds };
    }

    private static Task HopsUpAsync(Bench bench, int count) => Poll.UntilAsync(
        string.Create(CultureInfo.InvariantCulture, $"{count} next hops of pbx are up"),
        TimeSpan.FromSeconds(20),
        async () => (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_trunk_hop_up", "trunk=\"pbx\"") == count);
}
