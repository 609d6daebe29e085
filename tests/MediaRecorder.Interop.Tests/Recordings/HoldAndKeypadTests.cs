using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>
/// One call with a pause by keypad and a hold by re-INVITE. The agent's phone sends keys as RFC 4733 events and lets
/// their tones be heard in the audio too. Times in seconds from the agent's first packet:
/// <code>
/// 0.0 talk 1.5 | 1.8 #11# 2.6 | 2.8 secret 4.8 | 5.0 #12# 5.8 | 6.0 talk 7.8 | 8.3 hold 10.8, music 8.6..10.4
/// | 11.2 talk 12.2
/// </code>
/// A pause reaches back to its code's first key; #12 resumes when its 2 comes up at 5.5, without waiting for a # that
/// may never come (src/decisions/0003).
/// </summary>
[Collection(Measured.Name)]
public sealed class HoldAndKeypadTests
{
    private const double TalkHz = 350;
    private const double SecretHz = 500;
    private const double MusicHz = 600;
    private const double CustomerHz = 440;

    // Half a second of sound at this level is far under what one could hear in a quiet room: a key is sent at -16 dBFS.
    private const double TraceDbfs = -50;

    // The start of the call, the packets of 20 ms and sipp's timers of 10 ms.
    private const double InstantTolerance = 0.1;

    // Both ends of a stretch shift alike, so its length is known better.
    private const double LengthTolerance = 0.08;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(40);

    private static VoiceTrack AgentTrack => new VoiceTrack()
        .Tone(TalkHz, 1500).Silence(300)
        .Press("#11#").Silence(200).Tone(SecretHz, 2000).Silence(200).Press("#12#").Silence(200)
        .Tone(TalkHz, 1800).Silence(800)
        .Tone(MusicHz, 1800).Silence(800)
        .Tone(TalkHz, 1000).Silence(1000);

    // REQ: C-01, C-04, B-06, B-07
    [Fact]
    public async Task Hold_and_keypad_pause_leave_silence_of_the_right_length_and_no_trace_of_the_keys()
    {
        await using var bench = await Bench.StartAsync();
        var agentSound = await bench.CaptureAsync(AgentTrack);
        var customerSound = await bench.CaptureAsync(new VoiceTrack().Tone(CustomerHz, 13_500));

        await using var agent = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, "uas_hold.xml", agentSound);
        await using var customer = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_held.xml", customerSound,
            TimeSpan.FromSeconds(2));
        var trace = await customer.SucceededAsync(CallTimeout);
        await agent.SucceededAsync(CallTimeout);

        var recording = await bench.Recorder.RecordingAsync();
        var wav = await recording.ReadAsync();
        WavAssert.Lasts(wav, trace.CallLength.TotalSeconds, InstantTolerance);

        // The customer never stops: what is silent there was shut by the recorder.
        var shut = wav.SilenceRanges(PublishedRecording.Customer, minSeconds: 0.3)
            .Where(range => range.FromSeconds > 0.5).ToArray();
        Assert.Equal(2, shut.Length);
        var (pause, hold) = (shut[0], shut[1]);
        ShouldBe(new TimeRange(1.8, 5.5), pause);
        ShouldBe(new TimeRange(8.3, 10.8), hold);
        ShouldBe(pause, Assert.Single(recording.Segments("pause")));
        ShouldBe(hold, Assert.Single(recording.Segments("hold")));
        Assert.Equal(3, recording.Segments("talk").Count);

        foreach (var channel in new[] { PublishedRecording.Customer, PublishedRecording.Agent })
        {
            WavAssert.IsDigitalSilence(wav, channel, pause.FromSeconds + 0.02, pause.ToSeconds - 0.02);
            WavAssert.IsDigitalSilence(wav, channel, hold.FromSeconds + 0.02, hold.ToSeconds - 0.02);
        }

        // What was said around them is there.
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, TalkHz, 0.3, 1.3);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, TalkHz, 6.2, 7.6);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, TalkHz, 11.4, 12.0);
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, CustomerHz, 0.3, 1.5);
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, CustomerHz, 6.0, 8.0);

        NoTrace(wav, [SecretHz, MusicHz, .. KeyFrequencies()]);
    }

    // REQ: C-04
    [Fact]
    public async Task The_customers_keypad_pauses_nothing()
    {
        await using var bench = await Bench.StartAsync();
        var customerSound = await bench.CaptureAsync(
            new VoiceTrack().Tone(CustomerHz, 600).Press("#11#").Tone(CustomerHz, 2400));
        var agentSound = await bench.CaptureAsync(new VoiceTrack().Tone(TalkHz, 4500));
        await using var agent = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, "uas_talk.xml", agentSound);
        await using var customer = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_talk.xml", customerSound,
            TimeSpan.FromSeconds(4));
        await customer.SucceededAsync(CallTimeout);
        await agent.SucceededAsync(CallTimeout);

        var recording = await bench.Recorder.RecordingAsync();
        var wav = await recording.ReadAsync();
        Assert.Empty(recording.Segments("pause"));
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, TalkHz, 0.3, 3.8);
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, CustomerHz, 1.8, 3.6);
    }

    // REQ: C-01
    [Fact]
    public async Task A_trunk_that_records_holds_keeps_them()
    {
        await using var bench = await Bench.StartAsync(config => config["trunks"]!["carrier"]!["recordHolds"] = true);
        var agentSound = await bench.CaptureAsync(new VoiceTrack().Tone(TalkHz, 12_500));
        var customerSound = await bench.CaptureAsync(new VoiceTrack().Tone(CustomerHz, 12_500));
        await using var agent = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, "uas_hold.xml", agentSound);
        await using var customer = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_held.xml", customerSound,
            TimeSpan.FromSeconds(1));
        await customer.SucceededAsync(CallTimeout);
        await agent.SucceededAsync(CallTimeout);

        var recording = await bench.Recorder.RecordingAsync();
        var wav = await recording.ReadAsync();
        ShouldBe(new TimeRange(8.3, 10.8), Assert.Single(recording.Segments("hold")));
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, TalkHz, 0.3, 11.5);
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, CustomerHz, 0.3, 11.5);
    }

    [Fact]
    public void The_search_for_traces_finds_them_in_what_the_agent_sent()
    {
        var sent = AgentTrack.ToSamples();
        foreach (var hz in new[] { SecretHz, MusicHz, 697, 941, 1209, 1336, 1477 })
            Assert.True(ToneMeter.Loudest(sent, hz).Dbfs > TraceDbfs + 20, $"{hz} Hz is not found in the source");
        // And talk alone has none, so a finding is a finding.
        var talk = new VoiceTrack().Silence(500).Tone(TalkHz, 1500).Silence(500).ToSamples();
        foreach (var hz in KeyFrequencies())
            Assert.True(ToneMeter.Loudest(talk, hz).Dbfs < TraceDbfs, $"{hz} Hz is found in talk");
    }

    private static double[] KeyFrequencies() => [697, 770, 852, 941, 1209, 1336, 1477, 1633];

    private static void NoTrace(WavFile wav, double[] frequencies)
    {
        foreach (var hz in frequencies)
        {
            var (dbfs, atSeconds) = ToneMeter.Loudest(wav.Samples(PublishedRecording.Agent), hz);
            Assert.True(
                dbfs < TraceDbfs, $"the agent's channel has {hz} Hz with {dbfs:0.0} dBFS at {atSeconds:0.00} s");
        }
    }

    private static void ShouldBe(TimeRange expected, TimeRange actual)
    {
        Assert.True(
            Math.Abs(expected.FromSeconds - actual.FromSeconds) <= InstantTolerance
                && Math.Abs(expected.Seconds - actual.Seconds) <= LengthTolerance,
            $"expected {expected} (length {expected.Seconds:0.000}), found {actual} (length {actual.Seconds:0.000})");
    }
}
