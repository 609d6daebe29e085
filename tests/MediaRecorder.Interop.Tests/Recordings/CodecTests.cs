using System.Net;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>Codecs beside G.711: what each side plays is found at its frequency and in its level.</summary>
[Collection(Measured.Name)]
public sealed class CodecTests
{
    private const int CustomerHz = 440;
    private const int AgentHz = 5000;
    private const double SentDbfs = -15;
    private const double LevelToleranceDb = 1.5;

    // Above 4 kHz there is nothing in a recording of 8 kHz.
    // REQ: A-08
    [Theory]
    [InlineData("RTP/AVP 9", 9, "G722", 8000, 1, 16000, 5000)]
    [InlineData("RTP/AVP 96\r\na=rtpmap:96 L16/16000", 96, "L16", 16000, 1, 16000, 5000)]
    [InlineData("RTP/AVP 96\r\na=rtpmap:96 L16/8000/2", 96, "L16", 8000, 2, 8000, 1000)]
    [InlineData("RTP/AVP 96\r\na=rtpmap:96 opus/48000/2", 96, "opus", 48000, 2, 16000, 5000)]
    [InlineData("RTP/AVP 18\r\na=fmtp:18 annexb=no", 18, "G729", 8000, 1, 8000, 1000)]
    public async Task Tones_sent_packet_by_packet_are_recorded(
        string media, byte payloadType, string encoding, int clockRate, int channels, int recordedRate, int agentHz)
    {
        await using var bench = await Bench.StartAsync();
        using var call = await WireCall.EstablishAsync(bench, media);
        var format = new AudioFormat(encoding, clockRate, channels);

        await Task.WhenAll(
            new RtpSender(ssrc: 7, payloadType).SendAsync(
                call.CustomerMedia, call.AnswerToCustomer.Audio, Payloads(format, CustomerHz), clockRate / 50),
            new RtpSender(ssrc: 8, payloadType).SendAsync(
                call.AgentMedia, call.OfferToAgent.Audio, Payloads(format, agentHz), clockRate / 50));
        await call.HangUpAsync();

        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync(recordedRate);
        ShouldHear(wav, PublishedRecording.Customer, CustomerHz, agentHz);
        ShouldHear(wav, PublishedRecording.Agent, agentHz, CustomerHz);
    }

    // The microphone has the codec's own rate: baresip's resampler takes 1.5 dB off 5 kHz.
    // REQ: A-08
    [Theory]
    [InlineData("g722", 16000)]
    [InlineData("opus", 48000)]
    public async Task Wide_band_speech_is_recorded_at_16_kHz(string codec, int microphoneRate)
    {
        var (carrierPort, pbxPort) = (UdpPorts.TakeFree(), UdpPorts.TakeFree());
        await using var bench = await Bench.StartAsync(config =>
        {
            config["trunks"]!["carrier"] = RecorderConfig.Trunk(
                "external", $"127.0.0.1:{carrierPort}", $"127.0.0.1:{carrierPort}", "pbx");
            config["trunks"]!["pbx"] = RecorderConfig.Trunk(
                "internal", $"127.0.0.1:{pbxPort}", $"127.0.0.1:{pbxPort}", "carrier");
        });

        await using var agent = await PhoneAsync(bench, "4930123456", pbxPort, codec, AgentHz, microphoneRate, answers: true);
        await using var customer = await PhoneAsync(
            bench, "491701234567", carrierPort, codec, CustomerHz, microphoneRate);
        await customer.DialAsync($"sip:4930123456@{bench.Network.RecorderSip}");
        await customer.EventAsync("CALL_ESTABLISHED");
        await customer.HearsAsync();
        await agent.HearsAsync();
        await Poll.ForAsync(TimeSpan.FromSeconds(4));
        await customer.HangUpAsync();

        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync(16000);
        ShouldHear(wav, PublishedRecording.Customer, CustomerHz, AgentHz);
        ShouldHear(wav, PublishedRecording.Agent, AgentHz, CustomerHz);
    }

    // linphone's G.722 is 6 dB down; ffmpeg hears that too. With its L16 linphone crashes, and that of baresip is too slow.
    // REQ: A-08
    [Theory]
    [InlineData("G722", 8000, 1, 16000, 5000, -21)]
    [InlineData("opus", 48000, 2, 16000, 5000, SentDbfs)]
    [InlineData("G729", 8000, 1, 8000, 1000, SentDbfs)]
    public async Task What_two_linphones_say_is_recorded(
        string codec, int clockRate, int channels, int recordedRate, int agentHz, double dbfs)
    {
        await using var bench = await Bench.StartAsync();
        async Task<LinphonePhone> PhoneAsync(string user, IPEndPoint at, int hz, bool answers)
        {
            var microphone = bench.Folder[$"{hz}.wav"];
            await Sox.WriteToneAsync(microphone, hz, recordedRate, seconds: 60);
            return await LinphonePhone.StartAsync(
                bench.Folder,
                new(user, at) { Codec = (codec, clockRate, channels), Microphone = microphone, AnswersAll = answers });
        }

        await using var agent = await PhoneAsync("4930123456", bench.Network.PbxSip, agentHz, answers: true);
        await using var customer = await PhoneAsync("491701234567", bench.Network.CarrierSip, CustomerHz, answers: false);
        await customer.CallAsync("4930123456", bench.Network.RecorderSip);
        await customer.ConnectedAsync();
        await agent.ConnectedAsync();
        await Poll.ForAsync(TimeSpan.FromSeconds(5));
        await customer.HangUpAsync();
        await agent.EndedAsync();

        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync(recordedRate);
        ShouldHear(wav, PublishedRecording.Customer, CustomerHz, agentHz, dbfs);
        ShouldHear(wav, PublishedRecording.Agent, agentHz, CustomerHz, dbfs);
    }

    private static void ShouldHear(WavFile wav, int channel, int ownHz, int othersHz, double dbfs = SentDbfs)
    {
        // Phones open their microphones after the answer, and the last word may be cut.
        var (from, to) = (wav.Seconds - 2.5, wav.Seconds - 0.5);
        WavAssert.HearsOnly(wav, channel, ownHz, from, to);
        WavAssert.DoesNotHear(wav, channel, othersHz, from, to);
        Assert.Equal(dbfs, wav.TonePowerDbfs(channel, ownHz, from, to), LevelToleranceDb);
    }

    /// <summary>Three seconds of a tone at a quarter of full scale, 20 ms a payload.</summary>
    private static List<byte[]> Payloads(AudioFormat format, int hz)
    {
        Assert.True(AudioEncoders.TryCreate(format, out var encoder));
        using var owned = encoder;
        var tone = new ToneGenerator(hz, short.MaxValue / 4, encoder.SampleRate);
        var pcm = new short[encoder.SampleRate / 50];
        var payload = new byte[encoder.MaxBytes(pcm.Length)];
        var payloads = new List<byte[]>();
        while (payloads.Count < 150)
        {
            tone.Fill(pcm);
            payloads.Add(payload[..encoder.Encode(pcm, payload)]);
        }
        return payloads;
    }

    private static async Task<BaresipPhone> PhoneAsync(
        Bench bench, string user, int port, string codec, int hz, int rate, bool answers = false)
    {
        // baresip hangs up when its file ends: long after the call.
        var microphone = bench.Folder[$"{hz}.wav"];
        await Sox.WriteToneAsync(microphone, hz, rate, seconds: 60);
        return await BaresipPhone.StartAsync(
            bench.Folder,
            new BaresipOptions(user, port, microphone) { Codec = codec, MicrophoneRate = rate, AnswersAll = answers });
    }
}
