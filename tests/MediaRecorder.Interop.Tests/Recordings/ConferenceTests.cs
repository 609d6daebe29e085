using System.Text.Json;
using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>
/// Three real phones in one call: a baresip customer of 440 Hz in PCMU, a sipp agent of 1000 Hz who adds a third party by
/// REFER, and that party, a baresip of 1870 Hz.
/// </summary>
[Collection(Measured.Name)]
public sealed class ConferenceTests
{
    private const double CustomerHz = 440;
    private const double AgentHz = 1000;
    private const double ThirdHz = 1870;
    private const string Third = "5551000";

    // REQ: B-02, C-05
    [Theory]
    [InlineData("g711", 8000, true)]
    [InlineData("g722", 16_000, true)]
    [InlineData("g711", 8000, false)]
    public async Task Three_phones_hear_each_other_and_each_is_a_channel(string codec, int rate, bool thirdLeaves)
    {
        var ports = Enumerable.Range(0, 2).Select(_ => UdpPorts.TakeFree()).ToArray();
        await using var bench = await Bench.StartAsync(config =>
        {
            var trunks = config["trunks"]!;
            trunks["carrier"]!["allow"] = new JsonArray($"127.0.0.1:{ports[0]}", $"127.0.0.1:{ports[1]}");
            trunks["carrier"]!["nextHop"] = $"127.0.0.1:{ports[1]}";
            trunks["pbx"]!["blindTransfer"] = "conference";
            config["recording"]!["layout"] = "multi";
            config["recording"]!["maxChannels"] = 3;
        });
        await Sox.WriteToneAsync(bench.Folder["customer.wav"], (int)CustomerHz, 8000, 60);
        await Sox.WriteToneAsync(bench.Folder["third.wav"], (int)ThirdHz, rate, 60);
        var tone = await bench.CaptureAsync(new VoiceTrack().Tone(AgentHz, 30_000));
        await using var third = await BaresipPhone.StartAsync(
            bench.Folder,
            new(Third, ports[1], bench.Folder["third.wav"])
            {
                AnswersAll = true,
                Codec = codec,
                MicrophoneRate = rate,
                KeepsWhatItHears = true,
            });
        await using var customer = await BaresipPhone.StartAsync(
            bench.Folder, new("491701234567", ports[0], bench.Folder["customer.wav"]) { KeepsWhatItHears = true });
        var script = SippScript.Callee().Answers().Plays(tone).Pause(1500)
            .Request("REFER", $"Refer-To: <sip:{Third}@{bench.Network.RecorderSip}>").Expect(202)
            .Takes("NOTIFY").Takes("NOTIFY");
        script = thirdLeaves ? script.IsHungUp() : script.Pause(7000).HangsUp();
        await using var agent = await SippPhone.AnswerAsync(bench.Folder, bench.Network.PbxSip, script);
        await customer.DialAsync($"sip:4930123456@{bench.Network.RecorderSip}");
        await third.EventAsync("CALL_ESTABLISHED");
        await Poll.ForAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(3, (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_bridge_parties"));

        // One goes, and the two that are left are relayed to each other, where their codecs allow.
        await (thirdLeaves ? third.HangUpAsync() : agent.SucceededAsync(TimeSpan.FromSeconds(20)));
        await Poll.UntilAsync(
            "nobody is mixed any more",
            TimeSpan.FromSeconds(5),
            async () => (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_bridge_parties") == 0);
        await Poll.ForAsync(TimeSpan.FromSeconds(2));
        await customer.HangUpAsync();
        await (thirdLeaves ? (Task)agent.SucceededAsync(TimeSpan.FromSeconds(10)) : third.EventAsync("CALL_CLOSED"));

        var sidecar = await SidecarAsync(bench);
        var left = sidecar.GetProperty("legs").EnumerateArray().ToArray();
        Assert.Equal(["customer", "agent", "thirdParty"], left.Select(leg => leg.GetProperty("role").GetString()));
        Assert.Equal([0, 1, 2], left.Select(leg => leg.GetProperty("channel").GetInt32()));
        var (joined, gone) = (Seconds(left[2], "joinedMs")!.Value, Seconds(left[thirdLeaves ? 2 : 1], "leftMs")!.Value);
        Assert.Null(Seconds(left[0], "joinedMs") ?? Seconds(left[0], "leftMs"));
        Assert.InRange(joined, 1.4, 4);
        Assert.InRange(gone - joined, 3, 12);

        var path = Assert.Single(bench.Folder.Files(sidecar.GetProperty("format").GetProperty("channels")[0].GetProperty("file").GetString()!));
        Assert.Equal(3, (await Ffmpeg.ProbeAsync(path)).ChannelCount);
        var wav = WavFile.Read(path);
        var end = wav.Seconds - 0.3;
        WavAssert.HeaderIsExact(wav);
        WavAssert.HearsOnly(wav, 0, CustomerHz, 0.5, end);
        WavAssert.HearsOnly(wav, 1, AgentHz, 0.5, thirdLeaves ? end : gone - 0.3);
        WavAssert.HearsOnly(wav, 2, ThirdHz, joined + 0.5, thirdLeaves ? gone - 0.3 : end);
        Assert.True(ToneMeter.LevelDbfs(wav.Samples(2, 0, joined - 0.1), ThirdHz) < -60);

        // What each heard while all three talked, by its own ears.
        Hears(customer.HeardFile, [AgentHz, ThirdHz], CustomerHz);
        Hears(third.HeardFile, [CustomerHz, AgentHz], ThirdHz);
        var page = await bench.Recorder.ScrapeAsync();
        Assert.Equal(0, page.Sum("mediarecorder_calls_active") + page.Sum("mediarecorder_relay_paths") + page.Sum("mediarecorder_bridges"));
        Assert.Equal(0, page.Sum("mediarecorder_sip_faults_total") + page.Sum("mediarecorder_media_leg_faults_total"));
        Assert.Equal(1, page.Sum("mediarecorder_transfers_total", "result=\"party_joined\""));
    }

    // Each tone as it was sent, −15 dBFS and that of the agent −15.3, within 3 dB somewhere in the call; its own nowhere.
    private static void Hears(string path, double[] others, double own)
    {
        var wav = WavFile.Read(path);
        var heard = wav.SampleRate == 8000 ? wav.Samples(0) : Halved(wav.Samples(0));
        foreach (var hz in others)
            Assert.InRange(ToneMeter.Loudest(heard, hz).Dbfs, -19, -12);
        Assert.True(ToneMeter.LevelDbfs(heard, own) < -50, $"{path} has {own} Hz, which it said itself");
    }

    // Tones below 2 kHz alone: every second sample says the same.
    private static short[] Halved(ReadOnlySpan<short> wide)
    {
        var half = new short[wide.Length / 2];
        for (var i = 0; i < half.Length; i++)
            half[i] = wide[2 * i];
        return half;
    }

    private static double? Seconds(JsonElement leg, string name) =>
        leg.GetProperty(name) is { ValueKind: JsonValueKind.Number } ms ? ms.GetDouble() / 1000 : null;

    private static async Task<JsonElement> SidecarAsync(Bench bench)
    {
        string[] found = [];
        await Poll.UntilAsync(
            "the recording is published",
            TimeSpan.FromSeconds(15),
            () => bench.Recorder.UnfinishedFiles().Length == 0 && (found =
                [.. bench.Folder.Files("*.json").Where(path => !path.EndsWith("mediarecorder.json", StringComparison.Ordinal))]).Length == 1);
        return JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(found[0]));
    }
}
