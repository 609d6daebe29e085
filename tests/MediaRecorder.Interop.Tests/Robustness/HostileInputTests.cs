using System.Net;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Robustness;

/// <summary>Garbage on every open port while a sipp call runs: the call does not notice, the counters do.</summary>
[Collection(Measured.Name)]
public sealed class HostileInputTests
{
    private const double CustomerHz = 440;
    private const double AgentHz = 1000;
    private const int Datagrams = 600;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Talk = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Garbage_on_the_sip_port_disturbs_no_call()
    {
        await using var bench = await Bench.StartAsync();
        var hostile = new HostileDatagrams(seed: 20260101);
        var calm = await bench.Recorder.ScrapeAsync();

        await DuringCallAsync(bench, async _ =>
        {
            // From both trunks' addresses and from an address that is on no list.
            using var carrier = new WirePeer(new(bench.Network.Carrier, 5999), bench.Network.RecorderSip);
            using var pbx = new WirePeer(new(bench.Network.Pbx, 5999), bench.Network.RecorderSip);
            using var stranger = new WirePeer(new(bench.Network.Stranger, 5999), bench.Network.RecorderSip);
            WirePeer[] peers = [carrier, pbx, stranger];
            for (var i = 0; i < Datagrams; i++)
            {
                var peer = peers[i % peers.Length];
                await peer.SendAsync(hostile.ForSip(peer.Request("OPTIONS")));
                if (i % 10 == 0)
                    await Poll.ForAsync(TimeSpan.FromMilliseconds(20));
            }
        });

        var after = await bench.Recorder.ScrapeAsync();
        Assert.True(after.Sum("mediarecorder_sip_malformed_total") > calm.Sum("mediarecorder_sip_malformed_total"));
        Assert.True(after.Sum("mediarecorder_sip_unknown_sources_total") >= Datagrams / 4);
        Assert.Equal(0, after.Sum("mediarecorder_sip_faults_total"));
        await bench.Recorder.StopAsync();
    }

    [Fact]
    public async Task Garbage_and_foreign_media_on_the_rtp_ports_disturb_no_call()
    {
        await using var bench = await Bench.StartAsync();
        var hostile = new HostileDatagrams(seed: 20260102);

        await DuringCallAsync(bench, async ports =>
        {
            using var stranger = new MediaPeer(new(bench.Network.Stranger, 6000));
            using var otherPort = new MediaPeer(new(bench.Network.Carrier, 6100));
            // A loud square wave with every second packet: it would be heard if it got in.
            var loud = new RtpSender(ssrc: 0xBAD, payloadType: 0);
            for (var i = 0; i < Datagrams; i++)
            {
                var from = i % 2 == 0 ? stranger : otherPort;
                var to = ports[i % ports.Length];
                await from.SendAsync(i % 3 == 0 ? loud.Next((byte)(i % 2 == 0 ? 0x00 : 0x80)) : hostile.ForRtp(), to);
                // RTCP ports are one above.
                await from.SendAsync(hostile.ForRtp(), new IPEndPoint(to.Address, to.Port + 1));
                if (i % 10 == 0)
                    await Poll.ForAsync(TimeSpan.FromMilliseconds(20));
            }
        });

        var after = await bench.Recorder.ScrapeAsync();
        Assert.True(after.Sum("mediarecorder_relay_dropped_total", "reason=\"foreign_source\"") >= Datagrams / 2);
        Assert.Equal(0, after.Sum("mediarecorder_media_leg_faults_total"));
        await bench.Recorder.StopAsync();
    }

    [Fact]
    public async Task Malformed_packets_of_the_right_phone_are_counted_and_good_ones_pass_untouched()
    {
        await using var bench = await Bench.StartAsync();
        var hostile = new HostileDatagrams(seed: 20260103);
        using var call = await WireCall.EstablishAsync(bench);
        using var stranger = new MediaPeer(new(bench.Network.Stranger, 6000));
        var target = call.AnswerToCustomer.Audio;
        var foreign = new RtpSender(ssrc: 0xBAD, payloadType: 0);

        var sent = await new RtpSender(ssrc: 0x600D, payloadType: 0)
            .SendAsync(call.CustomerMedia, target, packets: 100, sample: 0x20, async () =>
        {
            await call.CustomerMedia.SendAsync(hostile.ForRtp(), target);
            await stranger.SendAsync(foreign.Next(0x00), target);
        });
        await Poll.UntilAsync(
            "the last packet is there", TimeSpan.FromSeconds(2), () => Good(call.AgentMedia).Length >= sent.Length);

        Assert.Equal(sent, Good(call.AgentMedia));
        Assert.DoesNotContain(call.AgentMedia.Received, packet => IsOf(packet, 0x0BAD));
        await call.HangUpAsync();
        var after = await bench.Recorder.ScrapeAsync();
        Assert.True(after.Sum("mediarecorder_relay_dropped_total", "reason=\"malformed\"") > 0);
        Assert.True(after.Sum("mediarecorder_relay_dropped_total", "reason=\"foreign_source\"") >= sent.Length);
        await (await bench.Recorder.RecordingAsync()).ReadAsync();
    }

    private static byte[][] Good(MediaPeer peer) => [.. peer.Received.Where(packet => IsOf(packet, 0x600D))];

    private static bool IsOf(byte[] packet, ushort ssrc) =>
        packet.Length == RtpSender.HeaderBytes + RtpSender.PayloadBytes && packet[10] == ssrc >> 8
            && packet[11] == (byte)ssrc && packet[8] == 0;

    /// <summary>
    /// A call of two tones; <paramref name="attack"/> gets the recorder's media endpoints and runs in its midst.
    /// </summary>
    private static async Task DuringCallAsync(Bench bench, Func<IPEndPoint[], Task> attack)
    {
        var customerSound = await bench.CaptureAsync(new VoiceTrack().Tone(CustomerHz, 5500));
        var agentSound = await bench.CaptureAsync(new VoiceTrack().Tone(AgentHz, 5500));
        await using var callee = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, "uas_talk.xml", agentSound);
        await using var caller = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_talk.xml", customerSound, Talk);
        var toCaller = (await caller.SeenAsync("SIP/2.0 200")).Message.Audio;
        var toCallee = (await callee.SeenAsync("INVITE")).Message.Audio;
        await Poll.ForAsync(TimeSpan.FromMilliseconds(500));

        await attack([toCaller, toCallee]);

        var trace = await caller.SucceededAsync(CallTimeout);
        await callee.SucceededAsync(CallTimeout);
        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync();
        WavAssert.Lasts(wav, trace.CallLength.TotalSeconds, 0.1);
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, CustomerHz, 0.2, 4.8);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, AgentHz, 0.2, 4.8);
        Assert.True(ToneMeter.LevelDbfs(wav.Samples(PublishedRecording.Customer, 0.2, 4.8), AgentHz) < -70);
    }
}
