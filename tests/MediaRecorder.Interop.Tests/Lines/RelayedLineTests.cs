using System.Net;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Lines;

/// <summary>Video, fax, RTCP on one port, two address families, and a stranger, by real sockets.</summary>
// REQ: A-07
public sealed class RelayedLineTests
{
    private const byte PcmuLoud = 0x10;
    private const byte PcmuSilent = 0xFF;

    // As sent by Asterisk: sequence number, a field, redundancy; and one that looks like RTP.
    private static readonly byte[] Fax = [0x00, 0x07, 0x06, 0xC0, 0x01, 0x80, 0x00, 0x00, 0xFF];
    private static readonly byte[] FaxLikeRtp = [0x80, 0x07, 0x06, 0xC0, 0x01, 0x80, 0x00, 0x00, 0xFF, 1, 2, 3, 4];
    private static readonly byte[] SenderReport =
        [0x80, 200, 0, 6, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 160];

    [Fact]
    public async Task Video_passes_beside_the_voice_and_a_fax_takes_its_place_and_gives_it_back()
    {
        await using var bench = await Bench.StartAsync();
        await using var call = await LineCall.StartAsync(
            bench,
            "m=audio 4000 RTP/AVP 0\r\nm=video 4002 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
            "m=audio 6000 RTP/AVP 0\r\nm=video 6002 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n");
        var (customer, agent) = (call.CustomerAt(4000), call.AgentAt(6000));
        var (customerVideo, agentVideo) = (call.CustomerAt(4002), call.AgentAt(6002));
        var voice = new RtpSender(1, 0);
        var video = new RtpSender(2, 96);
        var voiceIn = new IPEndPoint(bench.Network.Recorder, LineCall.Port(call.Answered, 0));
        var videoOut = new IPEndPoint(bench.Network.Recorder, LineCall.Port(call.Offered, 1));
        await LineCall.PassesAsync(customer, voiceIn, agent, voice.Next(PcmuSilent));
        await LineCall.PassesAsync(agentVideo, videoOut, customerVideo, video.Next(PcmuLoud));
        Assert.DoesNotContain(customer.Received, packet => packet[1] == 96);

        await call.ReinviteAsync(
            "m=image 4000 udptl t38\r\na=T38FaxVersion:0\r\nm=video 0 RTP/AVP 96\r\n",
            "m=image 6000 udptl t38\r\na=T38FaxVersion:0\r\nm=video 0 RTP/AVP 96\r\n");
        Assert.Equal(0, LineCall.Port(call.Offered, 1));
        await LineCall.PassesAsync(customer, voiceIn, agent, Fax);
        await LineCall.PassesAsync(customer, voiceIn, agent, FaxLikeRtp);
        await voice.SendAsync(customer, voiceIn, packets: 25, PcmuLoud);

        await call.ReinviteAsync(
            "m=audio 4000 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\n", "m=audio 6000 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\n");
        await LineCall.PassesAsync(customer, voiceIn, agent, voice.Next(PcmuSilent));
        await call.HangUpAsync();

        // Neither the video nor what came during the fax was taken for a voice.
        var recording = await bench.Recorder.RecordingAsync();
        var wav = await recording.ReadAsync();
        foreach (var channel in new[] { PublishedRecording.Customer, PublishedRecording.Agent })
        {
            WavAssert.IsDigitalSilence(wav, channel, 0, wav.Seconds);
        }

        var marks = recording.Sidecar.GetProperty("cues").EnumerateArray()
            .Where(cue => cue.GetProperty("cue").GetString() == "media-lines-changed")
            .Select(cue => cue.GetProperty("evidence").GetString());
        Assert.Equal(["voice, video RTP/AVP", "image udptl", "voice"], marks);
    }

    [Fact]
    public async Task Rtcp_on_one_port_of_the_customer_and_on_two_of_the_agent_meet()
    {
        await using var bench = await Bench.StartAsync();
        await using var call = await LineCall.StartAsync(
            bench, "m=audio 4000 RTP/AVP 0\r\na=rtcp-mux\r\n", "m=audio 6000 RTP/AVP 0\r\n");
        Assert.Contains("a=rtcp-mux", call.Answered, StringComparison.Ordinal);
        var (customer, agentRtcp) = (call.CustomerAt(4000), call.AgentAt(6001));
        var toCustomerSide = new IPEndPoint(bench.Network.Recorder, LineCall.Port(call.Answered, 0));
        var toAgentSide = new IPEndPoint(bench.Network.Recorder, LineCall.Port(call.Offered, 0) + 1);
        await LineCall.PassesAsync(customer, toCustomerSide, agentRtcp, SenderReport);
        await LineCall.PassesAsync(agentRtcp, toAgentSide, customer, SenderReport);
        await call.HangUpAsync();
    }

    // REQ: A-02
    [Fact]
    public async Task An_ipv4_customer_and_an_ipv6_agent_hear_each_other()
    {
        await using var bench = await Bench.StartAsync(config =>
        {
            config["media"]!["address6"] = "::1";
            config["trunks"]!["pbx"]!["mediaFamily"] = "ipv6";
        });
        await using var call = await LineCall.StartAsync(
            bench, "m=audio 4000 RTP/AVP 0\r\n", "m=audio 6000 RTP/AVP 0\r\n", IPAddress.IPv6Loopback);
        Assert.Contains("c=IN IP6 ::1", call.Offered, StringComparison.Ordinal);
        Assert.Contains("c=IN IP4 127.", call.Answered, StringComparison.Ordinal);
        var (customer, agent) = (call.CustomerAt(4000), call.AgentAt(6000));
        var voice = new RtpSender(1, 0);
        await LineCall.PassesAsync(
            customer, new IPEndPoint(bench.Network.Recorder, LineCall.Port(call.Answered, 0)), agent, voice.Next(PcmuLoud));
        await LineCall.PassesAsync(
            agent, new IPEndPoint(IPAddress.IPv6Loopback, LineCall.Port(call.Offered, 0)), customer, voice.Next(PcmuLoud));
        await call.HangUpAsync();
        await bench.Recorder.RecordingAsync();
    }

    [Fact]
    public async Task A_stranger_who_sends_first_and_all_the_time_is_neither_heard_nor_recorded()
    {
        await using var bench = await Bench.StartAsync();
        await using var call = await LineCall.StartAsync(
            bench, "m=audio 4000 RTP/AVP 0\r\n", "m=audio 6000 RTP/AVP 0\r\n");
        var (customer, agent) = (call.CustomerAt(4000), call.AgentAt(6000));
        using var stranger = new MediaPeer(new IPEndPoint(bench.Network.Stranger, 4000));
        var port = new IPEndPoint(bench.Network.Recorder, LineCall.Port(call.Answered, 0));
        var forged = new RtpSender(0x666, 0);
        var voice = new RtpSender(1, 0);
        await forged.SendAsync(stranger, port, packets: 5, PcmuLoud);
        await voice.SendAsync(
            customer, port, packets: 25, PcmuSilent, () => stranger.SendAsync(forged.Next(PcmuLoud), port));
        await LineCall.PassesAsync(customer, port, agent, voice.Next(PcmuSilent));
        await call.HangUpAsync();

        Assert.All(agent.Received, packet => Assert.Equal(PcmuSilent, packet[^1]));
        Assert.Equal(
            30,
            (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_relay_dropped_total", "reason=\"foreign_source\""));
        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync();
        WavAssert.IsDigitalSilence(wav, PublishedRecording.Customer, 0, wav.Seconds);
    }

    [Fact]
    public async Task Silence_ends_a_call_and_not_one_that_is_on_hold()
    {
        await using var bench = await Bench.StartAsync(config => config["media"]!["timeoutSeconds"] = 5);
        await using var call = await LineCall.StartAsync(
            bench, "m=audio 4000 RTP/AVP 0\r\n", "m=audio 6000 RTP/AVP 0\r\n");
        var held = await call.Customer.CallAsync("4930123457");
        var hold = await call.Customer.AskAsync(held, "INVITE", body: call.Customer.Sdp("sendonly"));
        Assert.Equal(200, hold.Status);

        var bye = await call.Customer.SeesAsync("BYE", within: TimeSpan.FromSeconds(12));
        Assert.Equal(call.Dialog.CallId, bye.Header("Call-ID"));
        await Poll.ForAsync(TimeSpan.FromSeconds(3));
        Assert.DoesNotContain(
            call.Customer.Received, m => m.Method == "BYE" && m.Header("Call-ID") == held.CallId);
        await call.Customer.HangUpAsync(held);
        Assert.Equal(
            1, (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_calls_ended_total", "outcome=\"media_timeout\""));
    }
}
