using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>
/// sipp to sipp, with the sound that sipp ships: PCMA in packets of 30 ms, keys of RFC 4733 under an SSRC of their own.
/// </summary>
[Collection(Measured.Name)]
public sealed class SippToSippTests
{
    private const string ShippedSpeech = "/usr/share/sip-tester/g711a.pcap";
    private const double LengthToleranceSeconds = 0.1;

    private static readonly TimeSpan Talk = TimeSpan.FromSeconds(7.5);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_call_with_the_sound_that_sipp_ships_is_recorded_on_both_channels()
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
        // The shipped sound is 7.08 s of speech.
        WavAssert.IsAudible(wav, PublishedRecording.Customer, 0.1, 7.0);
        WavAssert.IsAudible(wav, PublishedRecording.Agent, 0.1, 7.0);
        Assert.False(recording.Sidecar.GetProperty("recovered").GetBoolean());
        await bench.Recorder.StopAsync();
    }

    [Fact]
    public async Task Keys_that_sipp_ships_are_no_codes_and_break_nothing()
    {
        await using var bench = await Bench.StartAsync();
        await using var callee = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, "uas_keys.xml", ShippedSpeech, G711Law.A);
        await using var caller = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_keys.xml", ShippedSpeech, Talk,
            G711Law.A);

        var trace = await caller.SucceededAsync(CallTimeout);
        await callee.SucceededAsync(CallTimeout);

        var recording = await bench.Recorder.RecordingAsync();
        var wav = await recording.ReadAsync();
        WavAssert.Lasts(wav, trace.CallLength.TotalSeconds, LengthToleranceSeconds);
        Assert.Empty(recording.Segments("pause"));
    }
}
