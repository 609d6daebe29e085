using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>What is left when the recorder's process ends in mid-call: by kill -9, and by a stop.</summary>
[Collection(Measured.Name)]
public sealed class KilledProcessTests
{
    private const double CustomerHz = 440;
    private const double AgentHz = 1000;

    // REQ: B-09
    [Fact]
    public async Task Kill_9_in_mid_call_leaves_a_playable_file_that_the_next_start_publishes()
    {
        await using var bench = await Bench.StartAsync();
        await using var callee = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, "uas_talk.xml", await ToneAsync(bench, AgentHz));
        await using var caller = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_talk.xml",
            await ToneAsync(bench, CustomerHz), TimeSpan.FromSeconds(20));
        var answeredAt = (await caller.SeenAsync("SIP/2.0 200")).At;
        await Poll.ForAsync(TimeSpan.FromSeconds(4.3));

        var killedAt = TimeProvider.System.GetLocalNow().DateTime;
        bench.Recorder.Process.Signal(ProcessSignal.Kill);
        Assert.Equal(
            128 + (int)ProcessSignal.Kill, await bench.Recorder.Process.WaitForExitAsync(TimeSpan.FromSeconds(5)));

        var callSeconds = (killedAt - answeredAt).TotalSeconds;
        Assert.Empty(PublishedRecording.FindAll(bench.Folder));
        var part = Assert.Single(bench.Recorder.UnfinishedFiles());
        var probed = await Ffmpeg.ProbeAsync(part);
        Assert.Equal(("wav", 2, 8000), (probed.Container, probed.ChannelCount, probed.SampleRate));
        // At most the last second is missing; nothing is there that was not said.
        Assert.InRange(probed.Seconds, callSeconds - 1.0, callSeconds + 0.1);
        var left = WavFile.Read(part);
        WavAssert.HeaderClaimsNoMoreThanIsThere(left);
        ShouldCarryBothTones(left);

        await bench.RestartAsync();
        var recording = await bench.Recorder.RecordingAsync();
        Assert.True(recording.Sidecar.GetProperty("recovered").GetBoolean());
        var wav = await recording.ReadAsync();
        Assert.True(
            wav.Seconds >= left.Seconds, $"the sweep lost audio: {left.Seconds:0.000} s became {wav.Seconds:0.000} s");
        Assert.InRange(wav.Seconds, callSeconds - 1.0, callSeconds + 0.1);
        ShouldCarryBothTones(wav);
    }

    // REQ: B-09
    [Fact]
    public async Task A_stop_in_mid_call_ends_the_call_and_finishes_its_recording()
    {
        await using var bench = await Bench.StartAsync(config => config["sip"]!["drainSeconds"] = 0);
        await using var callee = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, "uas_talk.xml", await ToneAsync(bench, AgentHz));
        await using var caller = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_talk.xml",
            await ToneAsync(bench, CustomerHz), TimeSpan.FromSeconds(20));
        var answeredAt = (await caller.SeenAsync("SIP/2.0 200")).At;
        await Poll.ForAsync(TimeSpan.FromSeconds(2.5));

        var callSeconds = (TimeProvider.System.GetLocalNow().DateTime - answeredAt).TotalSeconds;
        await bench.Recorder.StopAsync();

        await callee.SucceededAsync(TimeSpan.FromSeconds(10));
        var recording = Assert.Single(PublishedRecording.FindAll(bench.Folder));
        Assert.False(recording.Sidecar.GetProperty("recovered").GetBoolean());
        var wav = await recording.ReadAsync();
        // The signal takes its time to become a BYE on a loaded machine; nothing said before it may be lost.
        Assert.InRange(wav.Seconds, callSeconds - 0.1, callSeconds + 1);
        ShouldCarryBothTones(wav);
    }

    private static Task<string> ToneAsync(Bench bench, double hz) =>
        bench.CaptureAsync(new VoiceTrack().Tone(hz, 15_000));

    private static void ShouldCarryBothTones(WavFile wav)
    {
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, CustomerHz, 0.3, wav.Seconds - 0.2);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, AgentHz, 0.3, wav.Seconds - 0.2);
    }
}
