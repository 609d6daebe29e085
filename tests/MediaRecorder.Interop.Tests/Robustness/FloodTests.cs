using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Robustness;

/// <summary>Far too much from one source: calls of others go on, and memory has a bound.</summary>
[Collection(Measured.Name)]
public sealed class FloodTests
{
    private const int Datagrams = 50_000;
    private const int HalfOpen = 100_000;
    private const int Volley = 500;

    // 100,000 INVITEs of 600 bytes kept whole would be 60 MB alone, and twice that with what a transaction is made of.
    private const long GrowthBoundBytes = 100L << 20;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    // REQ: A-09
    [Fact]
    public async Task A_flood_of_garbage_and_OPTIONS_of_one_source_disturbs_no_call_of_another()
    {
        await using var bench = await Bench.StartAsync();
        var customerSound = await bench.CaptureAsync(new VoiceTrack().Tone(440, 8000));
        var agentSound = await bench.CaptureAsync(new VoiceTrack().Tone(1000, 8000));
        await using var agent = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, "uas_talk.xml", agentSound);
        await using var customer = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_talk.xml", customerSound,
            TimeSpan.FromSeconds(6));
        await customer.SeenAsync("SIP/2.0 200");

        var hostile = new HostileDatagrams(seed: 20260201);
        using var stranger = new WirePeer(new(bench.Network.Stranger, 5999), bench.Network.RecorderSip);
        for (var i = 0; i < Datagrams; i++)
        {
            var options = stranger.Request("OPTIONS");
            await stranger.SendAsync(i % 2 == 0 ? Encoding.UTF8.GetBytes(options) : hostile.Small(options));
        }

        var trace = await customer.SucceededAsync(CallTimeout);
        await agent.SucceededAsync(CallTimeout);
        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync();
        WavAssert.Lasts(wav, trace.CallLength.TotalSeconds, 0.2);
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, 440, 0.5, 5.5);
        WavAssert.HearsOnly(wav, PublishedRecording.Agent, 1000, 0.5, 5.5);
        var page = await bench.Recorder.ScrapeAsync();
        Assert.Equal(0, page.Sum("mediarecorder_sip_faults_total"));
        Assert.True(page.Sum("mediarecorder_sip_unknown_sources_total") > 0);
        await bench.Recorder.StopAsync();
    }

    // REQ: A-09
    [Fact]
    public async Task A_hundred_thousand_half_open_transactions_have_a_bound_and_calls_of_others_go_on()
    {
        // The flood comes by a trunk where calls are taken; nobody answers them and nobody acknowledges. The others have
        // trunks of their own, and that one a limit.
        await using var bench = await Bench.StartAsync((config, network) =>
        {
            var trunks = config["trunks"]!;
            trunks["carrier"]!["maxCalls"] = 200;
            trunks["others"] = RecorderConfig.Trunk(
                "external", $"{network.Station(0).Address}", $"{network.Station(0)}", "inside");
            trunks["inside"] = RecorderConfig.Trunk(
                "internal", $"{network.Station(1).Address}", $"{network.Station(1)}", "others");
        });
        await TortureTests.CallWorksAsync(bench);
        var before = bench.Recorder.ResidentBytes;
        using var flood = new UdpClient(new IPEndPoint(bench.Network.Carrier, 5999));
        for (var i = 0; i < HalfOpen; i++)
        {
            await flood.SendAsync(Invite(bench, i), bench.Network.RecorderSip, Stop);

            // At once the kernel would drop four of five.
            if (i % Volley == 0)
                await Poll.ForAsync(TimeSpan.FromMilliseconds(50));
        }

        // What the kernel dropped never comes, so it is through when nothing comes any more.
        var heard = 0.0;
        await Poll.UntilAsync("the flood is through", TimeSpan.FromSeconds(60), async () =>
        {
            await Poll.ForAsync(TimeSpan.FromSeconds(1));
            var page = await bench.Recorder.ScrapeAsync();
            var last = heard;
            heard = page.Sum("mediarecorder_sip_requests_total", "method=\"invite\"")
                + page.Sum("mediarecorder_sip_requests_refused_total");
            return heard > 1000 && heard == last;
        });
        var grown = bench.Recorder.ResidentBytes - before;
        Assert.True(
            grown < GrowthBoundBytes, $"grown by {grown >> 20} MB from {before >> 20} MB, after {heard} INVITEs");

        await using var customer = WirePhone.Start(bench.Network.Station(0), bench.Network.RecorderSip);
        await using var agent = WirePhone.Start(bench.Network.Station(1), bench.Network.RecorderSip);
        agent.Decide = request => request.Header("X-Probe") is null ? null : new WireAnswer(486);
        // While the recorder works off what waits for it, a new call may be told to come later.
        await Poll.UntilAsync(
            "the others get through",
            TimeSpan.FromSeconds(30),
            async () => await GetsThroughAsync(customer));
        var call = await customer.CallAsync();
        await agent.AnsweredAsync();
        Assert.Equal(200, (await customer.HangUpAsync(call)).Status);
        await agent.SeesAsync("BYE");
        Assert.Equal(0, (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_sip_faults_total"));
    }

    // The flood still fills the socket, so a datagram may be lost; a phone would say it again.
    private static async Task<bool> GetsThroughAsync(WirePhone phone)
    {
        try
        {
            var invite = phone.Request("INVITE", "1", "X-Probe: 1", phone.Sdp());
            return (await phone.AskAsync(invite, TimeSpan.FromSeconds(2))).Status != 503;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static byte[] Invite(Bench bench, int number) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"INVITE sip:{number}@{bench.Network.RecorderSip} SIP/2.0\r\n"
        + $"Via: SIP/2.0/UDP {bench.Network.Carrier}:5999;branch=z9hG4bK-half-{number}\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:half@{bench.Network.Carrier}>;tag=h{number}\r\nTo: <sip:{number}@{bench.Network.RecorderSip}>\r\n"
        + $"Call-ID: half-{number}\r\nCSeq: 1 INVITE\r\nContact: <sip:half@{bench.Network.Carrier}:5999>\r\n"
        + $"Content-Length: 0\r\n\r\n"));
}
