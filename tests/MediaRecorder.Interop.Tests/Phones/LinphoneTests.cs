using System.Net;
using System.Text.Json.Nodes;
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
    // REQ, C-01
    [Theory]
    [InlineData(PeerTransport.Udp)]
    [InlineData(PeerTransport.Tcp)]
    [InlineData(PeerTransport.Tls)]
    public async Task Linphone_calls_linphone_with_a_hold_and_both_are_recorded(PeerTransport transport)
    {
        var at = transport == PeerTransport.Udp ? null : new IPEndPoint(IPAddress.Loopback, TcpPorts.TakeFree());
        await using var phones = await PhoneNetwork.StartAsync((config, network) =>
            config["trunks"]!["carrier"]!["allow"] = new JsonArray($"{at?.Address ?? network.Carrier}"));
        var bench = phones.Bench;
        var (low, high) = (bench.Folder["low.wav"], bench.Folder["high.wav"]);
        await Sox.WriteWavAsync(new VoiceTrack().Tone(440, 20_000).ToSamples(), low);
        await Sox.WriteWavAsync(new VoiceTrack().Tone(1000, 20_000).ToSamples(), high);
        await using var agent = await LinphonePhone.StartAsync(
            bench.Folder, new("4930123456", bench.Network.PbxSip) { AnswersAll = true, Microphone = high });
        var (certificate, key, _) = phones.Issue("customer", at?.Address ?? bench.Network.Carrier);
        await using var customer = await LinphonePhone.StartAsync(
            bench.Folder,
            new("491701234567", at ?? bench.Network.CarrierSip)
            {
                Microphone = low,
                Transport = transport,
                ReliableProvisionals = true,
                SessionExpiresSeconds = 1800,
                CertificatePath = certificate,
                KeyPath = key,
                AuthorityPath = phones.AuthorityPath,
            });

        await customer.CallAsync("4930123456", phones.Recorder(transport));
        await customer.ConnectedAsync();
        await agent.ConnectedAsync();
        await Poll.ForAsync(TimeSpan.FromSeconds(3));
        await agent.PauseAsync();
        await customer.SaysAsync("Call 1 has been paused by");
        await Poll.ForAsync(TimeSpan.FromSeconds(1));
        await agent.ResumeAsync();
        await customer.SaysAsync("Media streams established", times: 2);
        await customer.HangUpAsync();
        await agent.EndedAsync();

        var recording = await bench.Recorder.RecordingAsync();
        var wav = await recording.ReadAsync();
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, 440, 1.5, 2.5);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, 1000, 1.5, 2.5);
        Assert.Single(recording.Segments("hold"));
    }
}
