using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>Codecs beside G.711: what each side plays is found at its frequency and in its level.</summary>
[Collection(Measured.Name)]
public sealed class CodecTests
{
    private const int CustomerHz = 440;
    private const double SentDbfs = -15;
    private const double LevelToleranceDb = 1.5;

    // REQ: A-08
    [Theory]
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

    private static void ShouldHear(WavFile wav, int channel, int ownHz, int othersHz)
    {
        // Phones open their microphones after the answer, and the last word may be cut.
        var (from, to) = (wav.Seconds - 2.5, wav.Seconds - 0.5);
        WavAssert.HearsOnly(wav, channel, ownHz, from, to);
        WavAssert.DoesNotHear(wav, channel, othersHz, from, to);
        Assert.Equal(SentDbfs, wav.TonePowerDbfs(channel, ownHz, from, to), LevelToleranceDb);
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
}
