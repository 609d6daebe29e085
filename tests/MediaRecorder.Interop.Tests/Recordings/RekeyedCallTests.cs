using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>SRTP as it is meant: keys in signalling by TLS on both sides, each side with a suite of its own.</summary>
[Collection(Measured.Name)]
public sealed class RekeyedCallTests
{
    private const string CustomerSuite = "AES_CM_128_HMAC_SHA1_80";
    private const string AgentSuite = "AEAD_AES_256_GCM";
    private const int Packets = 150;
    private const int PacketsBeforeNewKeys = 50;
    private const int PacketBytes = RtpSender.PayloadBytes;

    // REQ: A-07
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_phone_that_takes_new_keys_in_mid_call_loses_no_packet_and_is_recorded_throughout(bool isCustomer)
    {
        await using var phones = await PhoneNetwork.StartAsync((config, _) =>
        {
            var trunks = config["trunks"]!;
            foreach (var name in (string[])["carrier", "pbx"])
            {
                trunks[name]!["srtp"] = new JsonObject { ["mode"] = "required" };
                trunks[name]!["nextHop"] = $"tls:{trunks[name]!["nextHop"]}";
            }
        });
        var bench = phones.Bench;
        var network = bench.Network;
        using var customerMedia = new SecureMedia(new(network.Carrier, 6000), CustomerSuite);
        using var agentMedia = new SecureMedia(new(network.Pbx, 6000), AgentSuite);
        await using var customer = WirePhone.Start(
            network.CarrierSip, network.RecorderSips, PeerTransport.Tls, phones.Tls("customer", network.Carrier));
        await using var agent = WirePhone.Start(
            network.PbxSip, network.RecorderSips, PeerTransport.Tls, phones.Tls("agent", network.Pbx));
        Answers(agent, agentMedia, seed: 3);
        Answers(customer, customerMedia, seed: 5);

        var customerDialog = await customer.CallAsync(sdp: customerMedia.Sdp(seed: 5));
        var agentDialog = await agent.AnsweredAsync();
        var answer = customer.Received.First(message => message.Status == 200);
        customerMedia.Agree(answer);
        var toCustomer = answer.Audio;
        var toAgent = agent.Received.First(message => message.Method == "INVITE").Audio;

        async Task TakeNewKeysAsync()
        {
            var (phone, dialog, media) = isCustomer
                ? (customer, customerDialog, customerMedia)
                : (agent, agentDialog, agentMedia);
            var changed = await phone.AskAsync(dialog, "INVITE", body: media.Sdp(seed: 7));
            Assert.Equal(200, changed.Status);
            media.Agree(changed);
        }

        var low = await Sox.EncodeG711Async(new VoiceTrack().Tone(440, Packets * 20).ToSamples(), G711Law.Mu);
        var high = await Sox.EncodeG711Async(new VoiceTrack().Tone(1000, Packets * 20).ToSamples(), G711Law.Mu);
        var (fromCustomer, fromAgent) = (new RtpSender(77, payloadType: 0), new RtpSender(88, payloadType: 0));
        var changing = Task.CompletedTask;
        var since = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Packets; i++)
        {
            if (i == PacketsBeforeNewKeys)
                changing = TakeNewKeysAsync();
            await customerMedia.SendAsync(fromCustomer.Next(Piece(low, i), PacketBytes), toCustomer);
            await agentMedia.SendAsync(fromAgent.Next(Piece(high, i), PacketBytes), toAgent);
            var rest = TimeSpan.FromMilliseconds(20 * (i + 1)) - TimeProvider.System.GetElapsedTime(since);
            if (rest > TimeSpan.Zero)
                await Poll.ForAsync(rest);
        }

        await changing;
        await Poll.UntilAsync(
            "both have heard all packets", TimeSpan.FromSeconds(5),
            () => agentMedia.ReceivedCount >= Packets && customerMedia.ReceivedCount >= Packets);
        Assert.Equal(customerMedia.Sent, agentMedia.Received());
        Assert.Equal(agentMedia.Sent, customerMedia.Received());
        Assert.Equal(0, (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_srtp_unopened_total"));
        Assert.Equal(200, (await customer.HangUpAsync(customerDialog)).Status);

        var recording = await bench.Recorder.RecordingAsync();
        var wav = await recording.ReadAsync();
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, 440, 0.3, 2.8);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, 1000, 0.3, 2.8);
        foreach (var quality in recording.Sidecar.GetProperty("quality").EnumerateArray())
            Assert.Equal((Packets, 0), (quality.GetProperty("received").GetInt32(), quality.GetProperty("lost").GetInt32()));

        // Neither side gets to know the other's keys, and the log none.
        var log = string.Join('\n', bench.Recorder.Process.Lines);
        foreach (var (suite, seed) in ((string, int)[])[(CustomerSuite, 5), (CustomerSuite, 7), (AgentSuite, 3), (AgentSuite, 7)])
        {
            var key = Convert.ToBase64String(SecureMedia.Key(suite, seed));
            Assert.DoesNotContain(key, log, StringComparison.Ordinal);
            Assert.DoesNotContain(customer.Received.Concat(agent.Received), message => message.Text.Contains(key, StringComparison.Ordinal));
        }
    }

    // Offers are answered with the phone's key of this seed.
    private static void Answers(WirePhone phone, SecureMedia media, int seed) => phone.Decide = request =>
    {
        if (request.Method != "INVITE")
            return null;
        var answer = new WireAnswer(200, Body: media.Sdp(seed, request));
        media.Agree(request);
        return answer;
    };

    private static ReadOnlySpan<byte> Piece(byte[] codes, int number) => codes.AsSpan(number * PacketBytes, PacketBytes);
}
