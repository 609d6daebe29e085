using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Phones;

[Collection(Measured.Name)]
public sealed class LinphoneTests
{
    // REQ: A-01
    [Fact]
    public async Task Linphone_calls_linphone_and_both_are_recorded()
    {
        await using var bench = await Bench.StartAsync();
        var (low, high) = (bench.Folder["low.wav"], bench.Folder["high.wav"]);
        await Sox.WriteWavAsync(new VoiceTrack().Tone(440, 20_000).ToSamples(), low);
        await Sox.WriteWavAsync(new VoiceTrack().Tone(1000, 20_000).ToSamples(), high);
        await using var agent = await LinphonePhone.StartAsync(
            bench.Folder, new("4930123456", bench.Network.PbxSip) { AnswersAll = true, Microphone = high });
        await using var customer = await LinphonePhone.StartAsync(
            bench.Folder, new("491701234567", bench.Network.CarrierSip) { Microphone = low });

        await customer.CallAsync("4930123456", bench.Network.RecorderSip);
        await customer.ConnectedAsync();
        await Poll.ForAsync(TimeSpan.FromSeconds(3));
        await customer.HangUpAsync();
        await agent.EndedAsync();

        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync();
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, 440, 1.5, 2.5);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, 1000, 1.5, 2.5);
    }
}
