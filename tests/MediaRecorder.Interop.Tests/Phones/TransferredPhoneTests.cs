using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>
/// An agent that sends a customer on to somebody outside, who is reached as customers are. Each phone only knows the
/// recorder.
/// </summary>
public sealed class TransferredPhoneTests
{
    private const string Outside = "5551000";

    // REQ: A-01
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Linphone_sends_a_customer_on(bool asks)
    {
        await using var bench = await Bench.StartAsync((config, network) =>
            config["trunks"]!["carrier"]!["allow"] = new JsonArray($"{network.Carrier}", $"{network.Station(0).Address}"));
        await using var colleague = await LinphonePhone.StartAsync(
            bench.Folder, new(Outside, bench.Network.CarrierSip) { AnswersAll = true });
        await using var agent = await LinphonePhone.StartAsync(
            bench.Folder, new("4930123456", bench.Network.PbxSip) { AnswersAll = true });
        await using var customer = await LinphonePhone.StartAsync(
            bench.Folder, new("491701234567", bench.Network.Station(0)));
        await customer.CallAsync("4930123456", bench.Network.RecorderSip);
        await customer.ConnectedAsync();
        await agent.ConnectedAsync();

        if (asks)
        {
            await agent.PauseAsync();
            await customer.SaysAsync("Call 1 has been paused by");
            await agent.CallAsync(Outside, bench.Network.RecorderSip);
            await agent.ConnectedAsync(2);
            await agent.TransferAsync(call: 1, toCall: 2);
        }
        else
        {
            await agent.TransferAsync(1, $"sip:{Outside}@{bench.Network.RecorderSip}");
        }

        await customer.ConnectedAsync(2);
        await agent.EndedAsync(1);
        if (asks)
            await agent.EndedAsync(2);
        await customer.HangUpAsync(2);
        await colleague.SaysAsync("Call [12] with .* ended");
        await Poll.UntilAsync(
            "no call is left",
            TimeSpan.FromSeconds(10),
            async () => (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_calls_active") == 0);
    }

    // REQ: A-01
    [Fact]
    public async Task Baresip_sends_a_customer_on()
    {
        var ports = Enumerable.Range(0, 3).Select(_ => UdpPorts.TakeFree()).ToArray();
        await using var bench = await Bench.StartAsync(config =>
        {
            var trunks = config["trunks"]!;
            trunks["carrier"]!["allow"] = new JsonArray($"127.0.0.1:{ports[0]}", $"127.0.0.1:{ports[1]}");
            trunks["carrier"]!["nextHop"] = $"127.0.0.1:{ports[1]}";
            trunks["pbx"]!["allow"] = new JsonArray($"127.0.0.1:{ports[2]}");
            trunks["pbx"]!["nextHop"] = $"127.0.0.1:{ports[2]}";
        });
        var microphone = bench.Folder["tone.wav"];
        await Sox.WriteWavAsync(new VoiceTrack().Tone(440, 20_000).ToSamples(), microphone);
        await using var customer = await BaresipPhone.StartAsync(bench.Folder, new("491701234567", ports[0], microphone));
        await using var colleague = await BaresipPhone.StartAsync(
            bench.Folder, new(Outside, ports[1], microphone) { AnswersAll = true });
        await using var agent = await BaresipPhone.StartAsync(
            bench.Folder, new("4930123456", ports[2], microphone) { AnswersAll = true });
        await customer.DialAsync($"sip:4930123456@{bench.Network.RecorderSip}");
        await customer.EventAsync("CALL_ESTABLISHED");
        await agent.EventAsync("CALL_ESTABLISHED");
        await agent.TransferAsync($"sip:{Outside}@{bench.Network.RecorderSip}");
        await customer.EventAsync("CALL_ESTABLISHED", 2);
        await colleague.EventAsync("CALL_ESTABLISHED");
        await agent.EventAsync("CALL_CLOSED");
        await colleague.HangUpAsync();
        await customer.EventAsync("CALL_CLOSED", 2);
    }
}
