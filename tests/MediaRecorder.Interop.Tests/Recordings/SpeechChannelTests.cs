using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>
/// baresip to baresip, with speech that espeak-ng makes: real phones with their own SIP, SDP, RTP and RTCP.
/// </summary>
[Collection(Measured.Name)]
public sealed class SpeechChannelTests
{
    // G.711 adds noise at -38 dB, which leaves 0.9999; one lost packet of the three seconds may cost up to 0.02.
    private const double SameSpeech = 0.97;
    private const double OtherSpeech = 0.3;
    private const int SilentMs = 200;

    [Fact]
    public async Task Speech_of_two_baresip_phones_ends_on_the_channels_of_its_speakers()
    {
        var (carrierPort, pbxPort) = (UdpPorts.TakeFree(), UdpPorts.TakeFree());
        await using var bench = await Bench.StartAsync(config =>
        {
            config["trunks"]!["carrier"] = RecorderConfig.Trunk(
                "external", $"127.0.0.1:{carrierPort}", $"127.0.0.1:{carrierPort}", "pbx");
            config["trunks"]!["pbx"] = RecorderConfig.Trunk(
                "internal", $"127.0.0.1:{pbxPort}", $"127.0.0.1:{pbxPort}", "carrier");
        });
        var customerSays = await Espeak.SpeakAsync(
            "en", "Good morning. I am calling about my invoice number four two seven.", bench.Folder);
        var agentSays = await Espeak.SpeakAsync(
            "en+f3", "Hello, you have reached the service desk, how may I help you today, my friend?", bench.Folder);

        await using var agent = await BaresipPhone.AnswerAsync(
            bench.Folder, pbxPort, await MicrophoneAsync(bench.Folder, "agent", agentSays));
        await using var customer = BaresipPhone.Call(
            bench.Folder,
            carrierPort,
            await MicrophoneAsync(bench.Folder, "customer", customerSays),
            bench.Network.RecorderSip,
            hangUpAfterSeconds: 8);
        await customer.EstablishedAsync();
        await agent.EstablishedAsync();
        await customer.HearsAsync();
        await agent.HearsAsync();
        await customer.EndedAsync(TimeSpan.FromSeconds(20));

        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync();
        ShouldSpeak(wav, PublishedRecording.Customer, customerSays, agentSays);
        ShouldSpeak(wav, PublishedRecording.Agent, agentSays, customerSays);
    }

    [Fact]
    public async Task The_comparison_tells_one_speech_from_another()
    {
        using var folder = new TempFolder();
        var one = await Espeak.SpeakAsync(
            "en", "Good morning. I am calling about my invoice number four two seven.", folder);
        var other = await Espeak.SpeakAsync(
            "en+f3", "Hello, you have reached the service desk, how may I help you today, my friend?", folder);
        var late = new VoiceTrack().Silence(250).Speech(one).Silence(3000).ToSamples();

        var same = Envelope.Likeness(one, late);
        Assert.InRange(same.Correlation, SameSpeech, 1.0001);
        Assert.Equal(250, same.LagMs, 0.001);
        Assert.InRange(Envelope.Likeness(other, late).Correlation, -1, OtherSpeech);
    }

    private static void ShouldSpeak(WavFile wav, int channel, short[] own, short[] others)
    {
        var same = Envelope.Likeness(own, wav.Samples(channel));
        Assert.True(
            same.Correlation > SameSpeech,
            $"channel {channel}: likeness to its speaker is only {same.Correlation:0.000}");
        // A phone opens its microphone after the answer, later on a loaded machine.
        Assert.InRange(same.LagMs, SilentMs - 20, SilentMs + 1500);
        var other = Envelope.Likeness(others, wav.Samples(channel));
        Assert.True(
            other.Correlation < OtherSpeech,
            $"channel {channel}: likeness to the other speaker is {other.Correlation:0.000}");
    }

    // What a phone says within the milliseconds before the answer reached us lies before the file, so it is silent at first.
    // baresip hangs up when its file ends: silence follows for longer than the call.
    private static async Task<string> MicrophoneAsync(TempFolder folder, string user, short[] speech)
    {
        var path = folder[$"microphone-{user}.wav"];
        await Sox.WriteWavAsync(new VoiceTrack().Silence(SilentMs).Speech(speech).Silence(30_000).ToSamples(), path);
        return path;
    }
}
