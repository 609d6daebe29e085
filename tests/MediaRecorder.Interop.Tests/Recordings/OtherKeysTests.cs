using System.Globalization;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>
/// The agent pauses and resumes without telephone-event: by tones in the audio, and by SIP INFO. Times in seconds from the
/// agent's first packet, as in <see cref="HoldAndKeypadTests"/>:
/// <code>
/// 0.0 talk 1.5 | 1.8 #11# 2.6 | 2.8 secret 4.8 | 5.0 #12# 5.8 | 6.0 talk 7.8
/// </code>
/// </summary>
[Collection(Measured.Name)]
public sealed class OtherKeysTests
{
    private const double TalkHz = 350;
    private const double SecretHz = 500;
    private const double CustomerHz = 440;
    private const double TraceDbfs = -50;
    private const double InstantTolerance = 0.15;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(40);

    // REQ: C-04, B-07
    [Fact]
    public async Task Tones_in_the_audio_pause_from_the_first_key_and_leave_no_trace()
    {
        await using var bench = await Bench.StartAsync();
        var sound = await bench.CaptureAsync(new VoiceTrack()
            .Tone(TalkHz, 1500).Silence(300)
            .Press("#11#", asEvents: false).Silence(200).Tone(SecretHz, 2000).Silence(200)
            .Press("#12#", asEvents: false).Silence(200)
            .Tone(TalkHz, 1800).Silence(1000));
        var agent = SippScript.Callee();
        agent.Expect("INVITE").Answer("INVITE", 200, body: agent.Sdp(events: false)).Expect("ACK")
            .Plays(sound).IsHungUp();

        var (recording, wav) = await RecordAsync(bench, agent);

        PauseIs(recording, 1.8, 5.5);
        // #12 resumes; the # after it is a key all the same, and its sound is kept out.
        NothingSecret(wav);
        NobodyWroteKeys(bench, recording);
    }

    // REQ: C-04, B-07
    [Fact]
    public async Task Keys_by_INFO_pause_from_the_first_key_and_resume()
    {
        await using var bench = await Bench.StartAsync();
        var sound = await bench.CaptureAsync(new VoiceTrack()
            .Tone(TalkHz, 1500).Silence(1300).Tone(SecretHz, 2000).Silence(1200).Tone(TalkHz, 1800).Silence(1000));
        var agent = SippScript.Callee();
        agent.Expect("INVITE").Answer("INVITE", 200, body: agent.Sdp(events: false)).Expect("ACK").Plays(sound).Pause(1900);
        foreach (var key in "#11#")
            Press(agent, "application/dtmf-relay", string.Create(CultureInfo.InvariantCulture, $"Signal={key}\nDuration=100\n"));
        agent.Pause(2300);
        foreach (var key in "#12#")
            Press(agent, "application/dtmf", $"{key}\n");
        agent.IsHungUp();

        var (recording, wav) = await RecordAsync(bench, agent, infos: 8);

        // By its duration the first key may have gone down 100 ms before its INFO.
        PauseIs(recording, 1.8, 5.5);
        NothingSecret(wav);
        NobodyWroteKeys(bench, recording);
    }

    private static void Press(SippScript agent, string type, string body) =>
        agent.Request("INFO", body: body, contentType: type).Expect(200).Pause(200);

    private static async Task<(PublishedRecording, WavFile)> RecordAsync(Bench bench, SippScript agentScript, int infos = 0)
    {
        var sound = await bench.CaptureAsync(new VoiceTrack().Tone(CustomerHz, 8500));
        var customerScript = SippScript.Caller();
        customerScript.Invite(body: customerScript.Sdp(events: false)).Talks().Plays(sound);
        for (var i = 0; i < infos; i++)
            customerScript.Takes("INFO");
        customerScript.Pause(infos > 0 ? 2500 : 8200).HangsUp();

        await using var agent = await SippPhone.AnswerAsync(bench.Folder, bench.Network.PbxSip, agentScript);
        await using var customer = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, customerScript);
        await customer.SucceededAsync(CallTimeout);
        await agent.SucceededAsync(CallTimeout);
        var recording = await bench.Recorder.RecordingAsync();
        return (recording, await recording.ReadAsync());
    }

    private static void PauseIs(PublishedRecording recording, double fromSeconds, double toSeconds)
    {
        var pause = Assert.Single(recording.Segments("pause"));
        Assert.Equal(fromSeconds, pause.FromSeconds, InstantTolerance);
        Assert.Equal(toSeconds, pause.ToSeconds, InstantTolerance);
    }

    private static void NothingSecret(WavFile wav)
    {
        foreach (var channel in (int[])[PublishedRecording.Customer, PublishedRecording.Agent])
            WavAssert.IsDigitalSilence(wav, channel, 2.0, 5.2);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, TalkHz, 0.3, 1.3);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, TalkHz, 6.3, 7.5);
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, CustomerHz, 0.3, 1.5);
        foreach (var hz in (double[])[SecretHz, 697, 770, 852, 941, 1209, 1336, 1477, 1633])
        {
            var (dbfs, atSeconds) = ToneMeter.Loudest(wav.Samples(PublishedRecording.Agent), hz);
            Assert.True(dbfs < TraceDbfs, $"the agent's channel has {hz} Hz with {dbfs:0.0} dBFS at {atSeconds:0.00} s");
        }
    }

    private static void NobodyWroteKeys(Bench bench, PublishedRecording recording)
    {
        foreach (var text in (string[])[recording.Sidecar.ToString(), string.Join('\n', bench.Recorder.Process.Lines)])
        {
            Assert.DoesNotContain("#1", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Signal=", text, StringComparison.OrdinalIgnoreCase);
        }
    }
}
