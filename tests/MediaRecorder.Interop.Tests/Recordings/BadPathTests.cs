using System.Net;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Simulation;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>
/// The hour-long calls of the recording room for a minute of real time: real sockets, threads and clocks beside a simulated
/// path, whose parties know when each sample was spoken.
/// </summary>
[Collection(Measured.Name)]
public sealed class BadPathTests(ITestOutputHelper output)
{
    private const long CallNs = 60_000_000_000;
    private const int RtcpPort = 6001;

    // B-01: as long as the call, within 20 ms.
    private static readonly TimeSpan LengthTolerance = TimeSpan.FromMilliseconds(20);

    // A prime, so that each part of a packet has its turn.
    private const int EachSample = 37;

    // REQ: B-01 A-08
    [Fact]
    public async Task A_minute_over_bad_paths_lies_where_it_was_spoken_and_is_as_long_as_its_call()
    {
        await using var bench = await Bench.StartAsync();
        var path = new NetworkConditions
        {
            DelayNs = 40_000_000,
            JitterNs = 40_000_000,
            Loss = 0.05,
            MeanBurstDatagrams = 3,
            Reorder = 0.02,
            Duplicate = 0.02,
        };
        PartyOptions[] options =
        [
            new() { Path = path, SkewPpm = 300, Reports = ReportKind.Right },
            new() { Path = path, SkewPpm = -300, PacketMs = 30 },
        ];
        var customer = new SimulatedParty(options[0], new MarkedVoice(250), seed: 1, CallNs);
        var agent = new SimulatedParty(options[1], new MarkedVoice(233), seed: 2, CallNs);

        using var call = await WireCall.EstablishAsync(bench);
        using var customerReports = new MediaPeer(new(bench.Network.Carrier, RtcpPort));
        var begun = TimeProvider.System.GetUtcNow();
        var since = TimeProvider.System.GetTimestamp();
        long nowNs;
        while ((nowNs = (long)(TimeProvider.System.GetElapsedTime(since).TotalMilliseconds * 1e6)) < CallNs)
        {
            customer.RunTo(nowNs, (packet, _) => Send(packet, call.CustomerMedia, customerReports, call.AnswerToCustomer.Audio));
            agent.RunTo(nowNs, (packet, _) => Send(packet, call.AgentMedia, call.AgentMedia, call.OfferToAgent.Audio));
            await Poll.ForAsync(TimeSpan.FromMilliseconds(1));
        }

        await call.HangUpAsync();

        var recording = await bench.Recorder.RecordingAsync();
        var wav = await recording.ReadAsync();
        Assert.InRange(
            TimeSpan.FromSeconds(wav.Seconds), call.AtLeast - LengthTolerance, call.AtMost + LengthTolerance);
        var startNs = (recording.Sidecar.GetProperty("startedAt").GetDateTimeOffset() - begun).Ticks * 100;
        ShouldLieWhereItWasSpoken(customer, recording, wav, PublishedRecording.Customer, startNs);
        ShouldLieWhereItWasSpoken(agent, recording, wav, PublishedRecording.Agent, startNs);
    }

    private static void Send(ReadOnlySpan<byte> packet, MediaPeer media, MediaPeer reports, IPEndPoint to)
    {
        // RFC 5761 §4: a sender report is 200 where RTP has marker and payload type.
        if (packet[1] == 200)
            reports.Send(packet, new(to.Address, to.Port + 1));
        else
            media.Send(packet, to);
    }

    private void ShouldLieWhereItWasSpoken(
        SimulatedParty party, PublishedRecording recording, WavFile wav, int channel, long startNs)
    {
        var samples = wav.Samples(channel);
        for (var i = 0; i < samples.Length; i += EachSample)
            party.Compare(startNs + (i * 1_000_000_000L / SimulatedParty.SampleRate), samples[i]);
        long Count(string name) => recording.Sidecar.GetProperty("quality")[channel].GetProperty(name).GetInt64();
        output.WriteLine(
            $"channel {channel}: {party.Compared} compared, worst {party.WorstMs:f1} ms at {party.WorstAtSeconds:f1} s, "
            + $"{party.Outside} outside, {party.Strange} strange; {party.Sent} sent, {party.Delivered} delivered");

        // At its turns the voice does not tell the time, nor beside a loss.
        Assert.InRange(party.Compared, samples.Length / EachSample / 3, int.MaxValue);

        // The place of a packet that came too late is concealed.
        var late = Count("late");
        Assert.InRange(party.Outside, 0, late * ((240 / EachSample) + 1));
        Assert.InRange(party.Strange, 0, party.Compared / 1000);

        // Of the last ones nobody knows.
        var lost = party.Sent - (party.Delivered - Count("duplicated"));
        Assert.InRange(Count("lost"), lost - 10, lost);
    }
}
