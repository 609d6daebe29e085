using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Srtp;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>SRTP byte for byte, by the second implementation, through the real process.</summary>
public sealed class SecureCallTests
{
    private const string Suite = "AEAD_AES_128_GCM";

    // REQ: A-07
    [Fact]
    public async Task Packets_of_a_wrong_key_are_counted_and_the_call_and_its_recording_go_on()
    {
        await using var bench = await Bench.StartAsync(config => config["trunks"]!["carrier"]!["srtp"] =
            new JsonObject { ["mode"] = "required", ["overPlainSip"] = true });
        var theirs = Enumerable.Range(1, 28).Select(i => (byte)i).ToArray();
        using var call = await WireCall.EstablishAsync(
            bench, offered: $"RTP/SAVP 0\r\na=crypto:5 {Suite} inline:{Convert.ToBase64String(theirs)}");
        var answered = call.AnswerToCustomer.Text.Split("\r\n").Single(line => line.StartsWith("a=crypto:5 ", StringComparison.Ordinal));
        var toCustomer = new ReferenceSrtp(Suite, Convert.FromBase64String(answered.Split("inline:")[1]));
        var right = new ReferenceSrtp(Suite, theirs);
        var wrong = new ReferenceSrtp(Suite, new byte[28]);

        var plain = new RtpSender(ssrc: 77, payloadType: 0);
        var sent = new List<byte[]>();
        for (var i = 0; i < 50; i++)
        {
            var packet = plain.Next(0x20);
            sent.Add(packet);
            await call.CustomerMedia.SendAsync(wrong.Protect(packet, 0), call.AnswerToCustomer.Audio);
            await call.CustomerMedia.SendAsync(right.Protect(packet, 0), call.AnswerToCustomer.Audio);
            await call.AgentMedia.SendAsync(packet, call.OfferToAgent.Audio);
            await Poll.ForAsync(TimeSpan.FromMilliseconds(20));
        }

        await Poll.UntilAsync(
            "both have heard 50 packets", TimeSpan.FromSeconds(5),
            () => call.AgentMedia.Received.Length >= 50 && call.CustomerMedia.Received.Length >= 50);
        Assert.Equal(sent, call.AgentMedia.Received);
        Assert.Equal(sent, call.CustomerMedia.Received.Select(packet => toCustomer.Unprotect(packet, 0)!));
        var metrics = await bench.Recorder.ScrapeAsync();
        Assert.Equal(
            50, metrics.Sum("mediarecorder_srtp_unopened_total", "leg=\"ingress\",reason=\"authentication_failed\""));
        Assert.Equal(0, metrics.Sum("mediarecorder_srtp_unopened_total", "leg=\"egress\",reason=\"authentication_failed\""));
        await call.HangUpAsync();

        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync();
        Assert.True(wav.PowerDbfs(PublishedRecording.Customer, 0.4, 0.8) > -20);
        Assert.True(wav.PowerDbfs(PublishedRecording.Agent, 0.4, 0.8) > -20);
        var log = string.Join('\n', bench.Recorder.Process.Lines);
        Assert.Contains("50 packets of Ingress could not be opened", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(theirs), log, StringComparison.Ordinal);
    }
}
