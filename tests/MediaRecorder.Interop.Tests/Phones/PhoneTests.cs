using System.Net;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>The phones alone, without a recorder: what the other tests build on.</summary>
[Collection(Measured.Name)]
public sealed class PhoneTests
{
    private const int RtpHeaderBytes = 12;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Sipp_plays_a_capture_as_it_was_written()
    {
        using var folder = new TempFolder();
        var network = new LoopbackNetwork();
        var track = new VoiceTrack().Tone(350, 300).Press("#1").Tone(350, 300);
        var capture = folder["track.pcap"];
        await RtpCapture.WriteAsync(capture, track, G711Law.A, ssrc: 7);

        using var media = new MediaPeer(new IPEndPoint(network.Pbx, SippPhone.MediaPort));
        using var callee = new WirePeer(network.PbxSip, network.CarrierSip);
        await using var caller = SippPhone.Call(
            folder, network.CarrierSip, network.PbxSip, "uac_talk.xml", capture, TimeSpan.FromSeconds(1.5), G711Law.A);
        var invite = await callee.ReceiveAsync("the INVITE", message => message.Method == "INVITE");
        await callee.SendAsync(
            callee.Response(invite, 200, "OK", callee.Sdp(SippPhone.MediaPort, media: "RTP/AVP 8 101")));
        var bye = await callee.ReceiveAsync("the BYE", message => message.Method == "BYE");
        await callee.SendAsync(callee.Response(bye, 200, "OK"));
        var trace = await caller.SucceededAsync(CallTimeout);

        Assert.InRange(trace.CallLength.TotalSeconds, 1.45, 1.6);
        var encoded = await Sox.EncodeG711Async(track.ToSamples(), G711Law.A);
        var audio = media.Received.Where(packet => (packet[1] & 0x7F) == (int)G711Law.A);
        Assert.Equal(encoded, audio.SelectMany(packet => packet[RtpHeaderBytes..]).ToArray());

        // Each key: 20, 40, 60, 80 ms passed, then the end at 100 ms three times.
        var events = media.Received.Where(packet => (packet[1] & 0x7F) == RtpCapture.TelephoneEventPayloadType)
            .ToArray();
        Assert.Equal(2 * 7, events.Length);
        Assert.Equal([11, 1], events.Select(packet => packet[RtpHeaderBytes]).Distinct().Select(code => (int)code));
        Assert.Equal(2 * 3, events.Count(packet => (packet[RtpHeaderBytes + 1] & 0x80) != 0));
        Assert.Equal(2, events.Count(packet => (packet[1] & 0x80) != 0));
    }

    [Theory]
    [InlineData("uac_talk.xml", "uas_talk.xml", 1.0, 1.0)]
    [InlineData("uac_talk.xml", "uas_silent.xml", 1.0, 1.0)]
    [InlineData("uac_held.xml", "uas_hold.xml", 0.5, 11.3)]
    public async Task The_scenarios_agree_with_each_other(
        string caller, string callee, double pauseSeconds, double callSeconds)
    {
        using var folder = new TempFolder();
        var network = new LoopbackNetwork();
        var capture = folder["track.pcap"];
        await RtpCapture.WriteAsync(capture, new VoiceTrack().Tone(350, 500), G711Law.Mu, ssrc: 7);
        await using var answering = await SippPhone.AnswerAsync(folder, network.PbxSip, callee, capture);
        await using var calling = SippPhone.Call(
            folder, network.CarrierSip, network.PbxSip, caller, capture, TimeSpan.FromSeconds(pauseSeconds));
        var trace = await calling.SucceededAsync(CallTimeout);
        await answering.SucceededAsync(CallTimeout);
        Assert.Equal(callSeconds, trace.CallLength.TotalSeconds, 0.1);
    }

    [Fact]
    public async Task Baresip_phones_hear_each_other()
    {
        using var folder = new TempFolder();
        var microphone = folder["tone.wav"];
        await Sox.WriteWavAsync(new VoiceTrack().Tone(440, 20_000).ToSamples(), microphone);
        var (callerPort, calleePort) = (UdpPorts.TakeFree(), UdpPorts.TakeFree());
        await using var callee = await BaresipPhone.AnswerAsync(folder, calleePort, microphone);
        await using var caller = BaresipPhone.Call(
            folder, callerPort, microphone, new IPEndPoint(IPAddress.Loopback, calleePort), hangUpAfterSeconds: 3);
        await caller.HearsAsync();
        await callee.HearsAsync();
        await caller.EndedAsync(CallTimeout);
    }
}
