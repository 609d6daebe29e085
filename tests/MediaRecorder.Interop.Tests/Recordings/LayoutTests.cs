using System.Text.Json;
using System.Text.Json.Nodes;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;
using MediaRecorder.TestKit.Wav;
using WavFile = MediaRecorder.TestKit.Wav.WavFile;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>Each layout and encoding by the real process: a 440 Hz customer calls a 1000 Hz agent.</summary>
[Collection(Measured.Name)]
public sealed class LayoutTests
{
    private const double CustomerHz = 440;
    private const double AgentHz = 1000;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    // REQ: B-02 B-03
    [Theory]
    [InlineData("stereo", "g711", G711Law.Mu, "pcm_mulaw", 2)]
    [InlineData("stereo", "g711", G711Law.A, "pcm_alaw", 2)]
    [InlineData("mono", "pcm16", G711Law.Mu, "pcm_s16le", 1)]
    [InlineData("mono", "g711", G711Law.Mu, "pcm_s16le", 1)]
    [InlineData("agentOnly", "pcm16", G711Law.A, "pcm_s16le", 1)]
    [InlineData("agentOnly", "g711", G711Law.A, "pcm_alaw", 1)]
    [InlineData("multi", "pcm16", G711Law.Mu, "pcm_s16le", 3)]
    [InlineData("multi", "g711", G711Law.Mu, "pcm_mulaw", 3)]
    [InlineData("perLeg", "pcm16", G711Law.Mu, "pcm_s16le", 1)]
    [InlineData("perLeg", "g711", G711Law.A, "pcm_alaw", 1)]
    public async Task A_call_is_recorded_as_its_trunk_says(
        string layout, string encoding, G711Law law, string codec, int channels)
    {
        await using var bench = await Bench.StartAsync(config => Choose(config, layout, encoding));
        await using var callee = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, "uas_talk.xml", await ToneAsync(bench, AgentHz, law), law);
        await using var caller = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_talk.xml",
            await ToneAsync(bench, CustomerHz, law), TimeSpan.FromSeconds(3), law);
        var trace = await caller.SucceededAsync(CallTimeout);
        await callee.SucceededAsync(CallTimeout);

        var sidecar = await SidecarAsync(bench);
        var format = sidecar.GetProperty("format");
        Assert.Equal(layout, format.GetProperty("layout").GetString());
        Assert.Equal(
            layout == "mono" && encoding == "g711" ? "mixed" : null, format.GetProperty("pcmBecause").GetString());
        Assert.Equal(2, sidecar.GetProperty("legs").GetArrayLength());
        foreach (var channel in format.GetProperty("channels").EnumerateArray())
        {
            var path = Assert.Single(bench.Folder.Files(channel.GetProperty("file").GetString()!));
            var probed = await Ffmpeg.ProbeAsync(path);
            Assert.Equal(
                ("wav", codec, channels, 8000), (probed.Container, probed.Codec, probed.ChannelCount, probed.SampleRate));
            var wav = WavFile.Read(path);
            WavAssert.HeaderIsExact(wav);
            Assert.Equal(wav.Seconds, probed.Seconds, 0.001);
            Assert.Equal(sidecar.GetProperty("seconds").GetDouble(), wav.Seconds, 0.001);
            WavAssert.Lasts(wav, trace.CallLength.TotalSeconds, 0.1);
            ShouldCarry(wav, channel);
        }
    }

    // REQ: B-02 B-09
    [Theory]
    [InlineData("stereo", "g711", "pcm_mulaw", 1)]
    [InlineData("perLeg", "g711", "pcm_mulaw", 2)]
    [InlineData("perLeg", "pcm16", "pcm_s16le", 2)]
    public async Task Kill_9_leaves_playable_files_that_the_next_start_publishes_together(
        string layout, string encoding, string codec, int files)
    {
        await using var bench = await Bench.StartAsync(config => Choose(config, layout, encoding));
        await using var callee = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, "uas_talk.xml", await ToneAsync(bench, AgentHz, G711Law.Mu));
        await using var caller = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_talk.xml",
            await ToneAsync(bench, CustomerHz, G711Law.Mu), TimeSpan.FromSeconds(20));
        var answeredAt = (await caller.SeenAsync("SIP/2.0 200")).At;
        await Poll.ForAsync(TimeSpan.FromSeconds(3.3));

        var callSeconds = (TimeProvider.System.GetLocalNow().DateTime - answeredAt).TotalSeconds;
        bench.Recorder.Process.Signal(ProcessSignal.Kill);
        await bench.Recorder.Process.WaitForExitAsync(TimeSpan.FromSeconds(5));
        var parts = bench.Recorder.UnfinishedFiles();
        Assert.Equal(files, parts.Length);
        foreach (var part in parts)
        {
            var probed = await Ffmpeg.ProbeAsync(part);
            Assert.Equal(("wav", codec, 8000), (probed.Container, probed.Codec, probed.SampleRate));
            Assert.InRange(probed.Seconds, callSeconds - 1.0, callSeconds + 0.1);
            WavAssert.HeaderClaimsNoMoreThanIsThere(WavFile.Read(part));
        }

        await bench.RestartAsync();
        var sidecar = await SidecarAsync(bench);
        Assert.True(sidecar.GetProperty("recovered").GetBoolean());
        Assert.Empty(bench.Recorder.UnfinishedFiles());
        var channels = sidecar.GetProperty("format").GetProperty("channels").EnumerateArray().ToArray();
        Assert.Equal(2, channels.Length);
        foreach (var channel in channels)
        {
            var wav = WavFile.Read(Assert.Single(bench.Folder.Files(channel.GetProperty("file").GetString()!)));
            WavAssert.HeaderIsExact(wav);
            Assert.Equal(sidecar.GetProperty("seconds").GetDouble(), wav.Seconds, 0.001);
            Assert.InRange(wav.Seconds, callSeconds - 1.0, callSeconds + 0.1);
            ShouldCarry(wav, channel);
        }
    }

    // REQ: B-03
    [Theory]
    [InlineData(WavEncoding.Pcm16, 2, "pcm_s16le")]
    [InlineData(WavEncoding.Mulaw, 4, "pcm_mulaw")]
    public async Task A_file_past_4_GiB_is_read_by_others_to_its_end(WavEncoding encoding, int channels, string codec)
    {
        using var folder = new TempFolder();
        var format = new WavFormat(encoding, channels, 8000);
        const long audioBytes = 5L << 30;
        var header = new byte[WavHeader.BytesOf(format)];
        WavHeader.WriteTo(header, format, audioBytes, isComplete: true);

        // A hole: it takes no room on the disk.
        var path = folder.Write("large.wav", "");
        await using (var file = File.OpenWrite(path))
        {
            await file.WriteAsync(header, TestContext.Current.CancellationToken);
            file.SetLength(header.Length + audioBytes);
        }

        var probed = await Ffmpeg.ProbeAsync(path);
        Assert.Equal(("wav", codec, channels), (probed.Container, probed.Codec, probed.ChannelCount));
        Assert.Equal((double)audioBytes / format.BytesPerFrame / 8000, probed.Seconds, 0.001);
    }

    private static void Choose(JsonObject config, string layout, string encoding)
    {
        config["recording"]!["maxChannels"] = 3;
        config["recording"]!["layout"] = layout == "mono" ? "stereo" : layout;
        config["recording"]!["encoding"] = encoding;
        if (layout == "mono")
            config["trunks"]!["carrier"]!["layout"] = "mono";
    }

    private static Task<string> ToneAsync(Bench bench, double hz, G711Law law) =>
        bench.CaptureAsync(new VoiceTrack().Tone(hz, 15_000), law);

    private static async Task<JsonElement> SidecarAsync(Bench bench)
    {
        string[] found = [];
        await Poll.UntilAsync(
            "the recording is published",
            TimeSpan.FromSeconds(15),
            () => bench.Recorder.UnfinishedFiles().Length == 0 && (found = Sidecars(bench)).Length == 1);
        return JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(found[0]));
    }

    private static string[] Sidecars(Bench bench) =>
        [.. bench.Folder.Files("*.json").Where(path => !path.EndsWith("mediarecorder.json", StringComparison.Ordinal))];

    private static void ShouldCarry(WavFile wav, JsonElement channel)
    {
        var index = channel.GetProperty("index").GetInt32();
        var (from, to) = (0.3, wav.Seconds - 0.3);
        switch (channel.GetProperty("role").GetString())
        {
            case "customer":
                WavAssert.HearsOnly(wav, index, CustomerHz, from, to);
                break;
            case "agent":
                WavAssert.HearsOnly(wav, index, AgentHz, from, to);
                break;
            case "mix":
                WavAssert.Hears(wav, index, CustomerHz, from, to, -20);
                WavAssert.Hears(wav, index, AgentHz, from, to, -20);
                break;
            default:
                Assert.Equal(-1, wav.Samples(index).IndexOfAnyExcept((short)0));
                break;
        }
    }
}
