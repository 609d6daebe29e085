using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>
/// sipp to sipp, with captures of real phones that sipp ships: speech in PCMA in packets of 30 ms, keys of RFC 4733 under an
/// SSRC of their own.
/// </summary>
[Collection(Measured.Name)]
public sealed class SippToSippTests
{
    private const string Shipped = "/usr/share/sip-tester/";
    private const string ShippedSpeech = Shipped + "g711a.pcap";
    private const double LengthToleranceSeconds = 0.1;

    // 30 ms, as shipped.
    private const int PacketSamples = 240;
    private const int MaxStepSamples = 40;

    private static readonly TimeSpan Talk = TimeSpan.FromSeconds(7.5);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    // REQ: A-08 B-02
    [Fact]
    public async Task The_speech_that_sipp_ships_is_recorded_on_both_channels_as_ffmpeg_decodes_it()
    {
        await using var bench = await Bench.StartAsync();
        await using var callee = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, "uas_talk.xml", ShippedSpeech, G711Law.A);
        await using var caller = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_talk.xml", ShippedSpeech, Talk,
            G711Law.A);

        var trace = await caller.SucceededAsync(CallTimeout);
        await callee.SucceededAsync(CallTimeout);

        var recording = await bench.Recorder.RecordingAsync();
        var wav = await recording.ReadAsync();
        WavAssert.Lasts(wav, trace.CallLength.TotalSeconds, LengthToleranceSeconds);
        var spoken = await Ffmpeg.DecodeG711Async(CapturedPayloads.Read(ShippedSpeech), G711Law.A);
        ShouldBe(spoken, wav, PublishedRecording.Customer);
        ShouldBe(spoken, wav, PublishedRecording.Agent);
        Assert.False(recording.Sidecar.GetProperty("recovered").GetBoolean());
        await bench.Recorder.StopAsync();
    }

    // Played one after another as they were captured, or the later ones would be repetitions of a number; 0 bears the
    // numbers of 1.
    // REQ: C-04
    [Fact]
    public async Task Each_key_that_sipp_ships_is_seen_and_pauses_or_resumes_as_configured()
    {
        await using var bench = await Bench.StartAsync(config => config["keypad"] = new JsonObject
        {
            ["pause"] = new JsonArray("12", "56", "9*"),
            ["resume"] = new JsonArray("34", "78", "#"),
        });
        var agentScript = SippScript.Callee();
        agentScript.Expect("INVITE").Answer("INVITE", 200, body: agentScript.Sdp(law: G711Law.A)).Expect("ACK").Pause(600);
        foreach (var key in (string[])["1", "2", "3", "4", "5", "6", "7", "8", "9", "star", "pound"])
            agentScript.Plays($"{Shipped}dtmf_2833_{key}.pcap").Pause(400);
        agentScript.IsHungUp();
        var customerScript = SippScript.Caller();
        customerScript.Invite(body: customerScript.Sdp(law: G711Law.A)).Talks().Plays(ShippedSpeech).Pause(6500).HangsUp();

        await using var agent = await SippPhone.AnswerAsync(bench.Folder, bench.Network.PbxSip, agentScript);
        await using var customer = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, customerScript);
        await customer.SucceededAsync(CallTimeout);
        await agent.SucceededAsync(CallTimeout);

        var recording = await bench.Recorder.RecordingAsync();
        var wav = await recording.ReadAsync();
        var pauses = recording.Segments("pause");
        // From the first key of a code to the end of the last key of the other.
        (double From, double To)[] expected = [(0.6, 1.95), (2.2, 3.55), (3.8, 4.75)];
        Assert.Equal(expected.Length, pauses.Count);
        foreach (var (pause, (from, to)) in pauses.Zip(expected))
        {
            Assert.Equal(from, pause.FromSeconds, 0.15);
            Assert.Equal(to, pause.ToSeconds, 0.15);
            WavAssert.IsDigitalSilence(wav, PublishedRecording.Customer, pause.FromSeconds + 0.02, pause.ToSeconds - 0.02);
        }

        WavAssert.IsAudible(wav, PublishedRecording.Customer, 5, 6.3);
    }

    // Packet by packet: where the recorder sets its clock right, one has some samples more or less, and all behind it move.
    private static void ShouldBe(short[] spoken, WavFile wav, int channel)
    {
        var recorded = wav.Samples(channel);
        var (likeness, lagMs) = Envelope.Likeness(spoken, recorded);
        Assert.True(likeness > 0.99, $"channel {channel} is like what was spoken by {likeness:f3}");
        var lag = (int)Math.Round(lagMs * VoiceTrack.SamplesPerMs);
        var others = 0;
        for (var at = 0; at < spoken.Length; at += PacketSamples)
        {
            var packet = spoken.AsSpan(at, PacketSamples);
            var step = 0;
            while (step <= MaxStepSamples && !packet.SequenceEqual(recorded.Slice(at + lag + step, PacketSamples)))
                step = step > 0 ? -step : 1 - step;
            if (step <= MaxStepSamples)
                lag += step;
            else
                others++;
        }

        Assert.InRange(others, 0, spoken.Length / PacketSamples / 20);
    }
}
