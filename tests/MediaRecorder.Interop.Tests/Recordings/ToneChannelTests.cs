using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>A 440 Hz customer and a 1000 Hz agent, each played by a sipp phone from a capture made here.</summary>
[Collection(Measured.Name)]
public sealed class ToneChannelTests
{
    private const double CustomerHz = 440;
    private const double AgentHz = 1000;
    private const short Amplitude = 8000;
    private const double LengthToleranceSeconds = 0.1;
    private const double OnsetToleranceSeconds = 0.04;
    private const double LevelToleranceDb = 1;
    private const double CrosstalkDb = -60;
    private const int LeadMs = 400;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    // REQ: B-02
    [Theory]
    [InlineData(G711Law.Mu, true)]
    [InlineData(G711Law.A, true)]
    [InlineData(G711Law.Mu, false)]
    public async Task Customer_and_agent_end_on_their_own_channels_whoever_calls(G711Law law, bool customerCalls)
    {
        await using var bench = await Bench.StartAsync();
        var customerSound = await bench.CaptureAsync(
            new VoiceTrack().Silence(LeadMs).Tone(CustomerHz, 4000, Amplitude).Silence(400), law);
        var agentSound = await bench.CaptureAsync(
            new VoiceTrack().Silence(LeadMs).Tone(AgentHz, 4000, Amplitude).Silence(400), law);
        var (from, fromSound) = customerCalls
            ? (bench.Network.CarrierSip, customerSound)
            : (bench.Network.PbxSip, agentSound);
        var (to, toSound) = customerCalls
            ? (bench.Network.PbxSip, agentSound)
            : (bench.Network.CarrierSip, customerSound);

        await using var callee = await SippPhone.AnswerAsync(bench.Folder, to, "uas_talk.xml", toSound, law);
        await using var caller = SippPhone.Call(
            bench.Folder, from, bench.Network.RecorderSip, "uac_talk.xml", fromSound, TimeSpan.FromSeconds(5), law);
        var trace = await caller.SucceededAsync(CallTimeout);
        await callee.SucceededAsync(CallTimeout);

        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync();
        WavAssert.Lasts(wav, trace.CallLength.TotalSeconds, LengthToleranceSeconds);
        ShouldCarry(wav, PublishedRecording.Customer, CustomerHz, AgentHz);
        ShouldCarry(wav, PublishedRecording.Agent, AgentHz, CustomerHz);

        var customerOnset = Envelope.OnsetSeconds(wav.Samples(PublishedRecording.Customer));
        var agentOnset = Envelope.OnsetSeconds(wav.Samples(PublishedRecording.Agent));
        Assert.Equal(customerOnset, agentOnset, OnsetToleranceSeconds);
        Assert.Equal(LeadMs / 1000.0, customerOnset, LengthToleranceSeconds);
    }

    private static void ShouldCarry(WavFile wav, int channel, double ownHz, double othersHz)
    {
        // The middle three seconds of the tone, whatever the start's tolerance.
        const double from = 1, to = 4;
        var sent = 20 * Math.Log10(Amplitude / 32768.0 / Math.Sqrt(2));
        var samples = wav.Samples(channel, from, to);
        Assert.Equal(sent, ToneMeter.LevelDbfs(samples, ownHz), LevelToleranceDb);
        WavAssert.HearsOnly(wav, channel, ownHz, from, to);
        var leak = ToneMeter.LevelDbfs(wav.Samples(channel), othersHz) - sent;
        Assert.True(leak < CrosstalkDb, $"channel {channel} has {othersHz} Hz of the other side at {leak:0.0} dB");
    }
}
