using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Srtp;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>SRTP byte for byte, by the second implementation, through the real process.</summary>
[Collection(Measured.Name)]
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

    // ffmpeg reads a quarter of a second at a time and sends it at once.
    // REQ: A-07 B-01
    [Theory]
    [InlineData("AES_CM_128_HMAC_SHA1_80")]
    [InlineData("AES_CM_128_HMAC_SHA1_32")]
    public async Task Speech_that_ffmpeg_sends_by_SRTP_is_relayed_and_recorded(string suite)
    {
        await using var bench = await Bench.StartAsync(config => config["trunks"]!["carrier"]!["srtp"] =
            new JsonObject { ["mode"] = "required", ["overPlainSip"] = true });
        var key = Convert.ToBase64String(SecureMedia.Key(suite, seed: 1));
        using var call = await WireCall.EstablishAsync(bench, offered: $"RTP/SAVP 0\r\na=crypto:1 {suite} inline:{key}");
        var speech = await Espeak.SpeakAsync("en", "What is said here is a secret between two parties.", bench.Folder);
        var sound = bench.Folder["speech.wav"];
        await Sox.WriteWavAsync(speech, sound);
        var from = call.CustomerMedia.Local;
        call.CustomerMedia.Dispose();
        await Ffmpeg.SendAsync(sound, from, call.AnswerToCustomer.Audio, suite, key);
        await call.HangUpAsync();

        var codes = call.AgentMedia.Received.Where(packet => packet[1] is 0 or 0x80).SelectMany(packet => packet[12..]).ToArray();
        var heard = await Ffmpeg.DecodeG711Async(codes, G711Law.Mu);
        Assert.InRange(heard.Length, speech.Length, speech.Length + 160);
        var expected = await Ffmpeg.DecodeG711Async(await Sox.EncodeG711Async(speech, G711Law.Mu), G711Law.Mu);
        Assert.True(Envelope.Likeness(expected, heard).Correlation > 0.999);
        var recording = await bench.Recorder.RecordingAsync();
        var recorded = (await recording.ReadAsync()).Samples(PublishedRecording.Customer).ToArray();

        // Nothing is cut and nothing written over; where the recorder sets its clock right, a packet is a little longer or
        // shorter than what was said.
        Assert.Equal(EnergyDb(heard), EnergyDb(recorded), 0.5);
        var quality = recording.Sidecar.GetProperty("quality")[0];
        Assert.Equal((1, 0), (quality.GetProperty("epochs").GetInt32(), quality.GetProperty("lost").GetInt32()));
        var silentMs = (recorded.Length - speech.Length) / 8;
        Assert.InRange(quality.GetProperty("gapMs").GetInt32(), silentMs - 60, silentMs + 60);
        Assert.Equal(0, (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_srtp_unopened_total"));
    }

    private static double EnergyDb(short[] pcm) => 10 * Math.Log10(pcm.Sum(sample => (double)sample * sample));
}
