using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Robustness;

/// <summary>What the recorder itself answers, and to whom. RFC 3261 §8.2, §9.2, §15.1.2.</summary>
[Collection(Measured.Name)]
public sealed class RefusalTests
{
    [Fact]
    public async Task Requests_outside_any_call_get_the_status_the_rfc_gives()
    {
        await using var bench = await Bench.StartAsync();
        using var peer = bench.CarrierPeer();
        var sdp = peer.Sdp();

        var options = await peer.AskAsync(peer.Request("OPTIONS"));
        Assert.Equal(200, options.Status);
        Assert.Contains("INVITE", options.Header("Allow"), StringComparison.Ordinal);

        var unknown = await peer.AskAsync(peer.Request("FROBNICATE"));
        Assert.Equal(405, unknown.Status);
        Assert.Contains("BYE", unknown.Header("Allow"), StringComparison.Ordinal);

        Assert.Equal(481, (await peer.AskAsync(peer.Request("BYE"))).Status);
        Assert.Equal(481, (await peer.AskAsync(peer.Request("CANCEL"))).Status);
        Assert.Equal(404, (await peer.AskAsync(peer.Request("INVITE", uri: $"sip:{peer.Recorder}", body: sdp))).Status);
        Assert.Equal(416, (await peer.AskAsync(peer.Request("INVITE", uri: "tel:+4930123456", body: sdp))).Status);
        Assert.Equal(
            483, (await peer.AskAsync(peer.Request("INVITE", headers: "Max-Forwards: 0\r\n", body: sdp))).Status);

        var required = await peer.AskAsync(peer.Request("INVITE", headers: "Require: time-travel\r\n", body: sdp));
        Assert.Equal(420, required.Status);
        Assert.Equal("time-travel", required.Header("Unsupported"));

        var other = await peer.AskAsync(peer.Request("INVITE", body: "<x/>", contentType: "application/xml"));
        Assert.Equal(415, other.Status);

        // RFC 3261 §18.3: over UDP a body shorter than its Content-Length is an error.
        var shortBody = peer.Request("INVITE", body: sdp)[..^10];
        Assert.Equal(400, (await peer.AskAsync(shortBody)).Status);
        await ShouldHaveMadeNoCallAsync(bench);
    }

    [Theory]
    [InlineData("m=video 6000 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 H264/90000\r\n", 488)]
    [InlineData("m=audio 0 RTP/AVP 0\r\n", 488)]
    [InlineData("", 488)]
    [InlineData("m=audio six RTP/AVP 0\r\n", 400)]
    [InlineData("m=audio 99999 RTP/AVP 0\r\n", 400)]
    public async Task An_offer_without_a_line_that_can_be_relayed_is_refused(string media, int status)
    {
        await using var bench = await Bench.StartAsync();
        using var peer = bench.CarrierPeer();
        var sdp =
            $"v=0\r\no=- 1 1 IN IP4 {peer.Local.Address}\r\ns=-\r\nc=IN IP4 {peer.Local.Address}\r\nt=0 0\r\n{media}";
        Assert.Equal(status, (await peer.AskAsync(peer.Request("INVITE", body: sdp))).Status);
        await ShouldHaveMadeNoCallAsync(bench);
    }

    [Theory]
    [InlineData("999.1.1.1")]
    [InlineData("not-an-address")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public async Task An_offer_with_an_address_that_cannot_be_reached_is_refused(string address)
    {
        await using var bench = await Bench.StartAsync();
        using var peer = bench.CarrierPeer();
        var answer = await peer.AskAsync(peer.Request("INVITE", body: peer.Sdp(address: address)));
        Assert.True(answer.Status is 400 or 488, answer.StartLine);
        await ShouldHaveMadeNoCallAsync(bench);
    }

    [Fact]
    public async Task An_unknown_source_is_refused_and_counted()
    {
        await using var bench = await Bench.StartAsync();
        using var stranger = new WirePeer(new(bench.Network.Stranger, 5060), bench.Network.RecorderSip);
        using var agent = bench.PbxPeer();

        Assert.Equal(403, (await stranger.AskAsync(stranger.Request("INVITE", body: stranger.Sdp()))).Status);

        Assert.True((await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_sip_unknown_sources_total") >= 1);
        await ShouldHaveMadeNoCallAsync(bench);
        await Assert.ThrowsAsync<TimeoutException>(() =>
            agent.ReceiveAsync("an INVITE", message => message.Method == "INVITE", TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public async Task The_call_above_the_limit_gets_503_with_retry_after_and_the_next_one_a_place_again()
    {
        await using var bench = await Bench.StartAsync(config => config["sip"]!["maxCalls"] = 1);
        using var call = await WireCall.EstablishAsync(bench);

        var refused = await call.Customer.AskAsync(call.Customer.Request("INVITE", body: call.Customer.Sdp()));
        Assert.Equal(503, refused.Status);
        Assert.Matches("^[0-9]+", refused.Header("Retry-After"));
        var page = await bench.Recorder.ScrapeAsync();
        Assert.Equal(1, page.Sum("mediarecorder_calls_refused_total", "reason=\"admission_limit\""));
        Assert.Equal(1, page.Sum("mediarecorder_calls_active"));

        await call.HangUpAsync();
        await Poll.UntilAsync(
            "the place is free",
            TimeSpan.FromSeconds(5),
            async () => (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_calls_active") == 0);
        await call.Customer.SendAsync(call.Customer.Request("INVITE", body: call.Customer.Sdp()));
        await call.Agent.ReceiveAsync("the next INVITE", message => message.Method == "INVITE");
    }

    private static async Task ShouldHaveMadeNoCallAsync(Bench bench)
    {
        var page = await bench.Recorder.ScrapeAsync();
        Assert.Equal(0, page.Sum("mediarecorder_calls_offered_total"));
        Assert.Equal(0, page.Sum("mediarecorder_calls_active"));
        Assert.Equal(0, page.Sum("mediarecorder_sip_faults_total"));
        Assert.Empty(PublishedRecording.FindAll(bench.Folder));
        Assert.Empty(bench.Recorder.UnfinishedFiles());
    }
}
