using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>SRTP by SDES with phones of others: libsrtp2 in linphone, an implementation of its own in baresip.</summary>
[Collection(Measured.Name)]
public sealed class SecurePhoneTests
{
    // REQ: A-07, C-01
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Secure_and_plain_linphones_hear_each_other_and_are_recorded_over_a_hold(
        bool isCustomerSecure, bool isAgentSecure)
    {
        await using var bench = await Bench.StartAsync(config =>
        {
            config["trunks"]!["carrier"]!["srtp"] = Srtp(isCustomerSecure ? "optional" : "disabled");
            config["trunks"]!["pbx"]!["srtp"] = Srtp(isAgentSecure ? "required" : "disabled");
        });
        var (low, high) = await TonesAsync(bench);
        await using var agent = await LinphonePhone.StartAsync(
            bench.Folder,
            new("4930123456", bench.Network.PbxSip) { AnswersAll = true, Microphone = high, IsSecure = isAgentSecure });
        await using var customer = await LinphonePhone.StartAsync(
            bench.Folder,
            new("491701234567", bench.Network.CarrierSip) { Microphone = low, IsSecure = isCustomerSecure });

        await customer.CallAsync("4930123456", bench.Network.RecorderSip);
        await customer.ConnectedAsync();
        await agent.ConnectedAsync();
        await Poll.ForAsync(TimeSpan.FromSeconds(3));
        await agent.PauseAsync();
        await customer.SaysAsync("Call 1 has been paused by");
        await Poll.ForAsync(TimeSpan.FromSeconds(1));
        await agent.ResumeAsync();
        await customer.SaysAsync("Media streams established", times: 2);
        await Poll.ForAsync(TimeSpan.FromSeconds(2.5));
        await customer.HangUpAsync();
        await agent.EndedAsync();

        var recording = await bench.Recorder.RecordingAsync();
        var wav = await recording.ReadAsync();
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, 440, 1.5, 2.5);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, 1000, 1.5, 2.5);
        var end = wav.Seconds - 0.5;
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, 440, end - 1, end);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, 1000, end - 1, end);
        Assert.Single(recording.Segments("hold"));
    }

    // REQ: A-07
    [Fact]
    public async Task Secure_baresip_calls_a_plain_linphone()
    {
        await using var bench = await Bench.StartAsync(config =>
        {
            config["trunks"]!["carrier"]!["allow"] = new JsonArray("127.0.0.1");
            config["trunks"]!["carrier"]!["srtp"] = Srtp("required");
        });
        var (low, high) = await TonesAsync(bench);
        await using var agent = await LinphonePhone.StartAsync(
            bench.Folder, new("4930123456", bench.Network.PbxSip) { AnswersAll = true, Microphone = high });
        await using var customer = await BaresipPhone.StartAsync(
            bench.Folder, new BaresipOptions("491701234567", UdpPorts.TakeFree(), low) { IsSecure = true });

        await customer.DialAsync($"sip:4930123456@{bench.Network.RecorderSip}");
        await agent.ConnectedAsync();
        await customer.HearsAsync();
        await Poll.ForAsync(TimeSpan.FromSeconds(3));
        await customer.HangUpAsync();
        await agent.EndedAsync();

        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync();
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, 440, 1.5, 2.5);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, 1000, 1.5, 2.5);
    }

    private static JsonObject Srtp(string mode) => new() { ["mode"] = mode, ["overPlainSip"] = true };

    private static async Task<(string Low, string High)> TonesAsync(Bench bench)
    {
        var (low, high) = (bench.Folder["low.wav"], bench.Folder["high.wav"]);
        await Sox.WriteWavAsync(new VoiceTrack().Tone(440, 20_000).ToSamples(), low);
        await Sox.WriteWavAsync(new VoiceTrack().Tone(1000, 20_000).ToSamples(), high);
        return (low, high);
    }
}
