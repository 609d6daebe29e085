using System.Diagnostics;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Robustness;

/// <summary>Peers that ring and never answer, answer nonsense, or answer and never send.</summary>
[Collection(Measured.Name)]
public sealed class SilentPeerTests
{
    private const double PacketSeconds = 0.02;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_callee_who_rings_for_ever_is_cancelled_and_the_caller_gets_408()
    {
        await using var bench = await Bench.StartAsync(config => config["sip"]!["noAnswerTimeoutSeconds"] = 2);
        using var caller = bench.CarrierPeer();
        using var callee = bench.PbxPeer();
        var since = Stopwatch.StartNew();
        var invite = caller.Request("INVITE", body: caller.Sdp());
        await caller.SendAsync(invite);
        var offered = await callee.ReceiveAsync("the INVITE", message => message.Method == "INVITE");
        await callee.SendAsync(callee.Response(offered, 180, "Ringing"));
        await caller.ReceiveAsync("180", message => message.Status == 180);

        var cancel = await callee.ReceiveAsync("the CANCEL", message => message.Method == "CANCEL");
        Assert.InRange(since.Elapsed.TotalSeconds, 1.9, 4);
        await callee.SendAsync(callee.Response(cancel, 200, "OK"));
        await callee.SendAsync(callee.Response(offered, 487, "Request Terminated"));
        await callee.ReceiveAsync("the ACK", message => message.Method == "ACK");

        var final = await caller.ReceiveFinalAsync();
        await caller.SendAsync(WirePeer.AckToFailure(invite, final));
        Assert.Equal(408, final.Status);
        await ShouldBeIdleWithoutRecordingAsync(bench);
        Assert.Equal(
            1, (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_calls_ended_total", "outcome=\"no_answer\""));
    }

    [Fact]
    public async Task A_callee_who_is_not_there_at_all_does_not_keep_the_caller_waiting()
    {
        await using var bench = await Bench.StartAsync(config => config["sip"]!["noAnswerTimeoutSeconds"] = 2);
        using var caller = bench.CarrierPeer();

        var final = await caller.AskAsync(caller.Request("INVITE", body: caller.Sdp()));

        Assert.True(final.Status is 408 or 503, final.StartLine);
        // The INVITE to nobody goes on being repeated until Timer B, so the call itself may last longer.
        Assert.Empty(bench.Recorder.UnfinishedFiles());
    }

    [Fact]
    public async Task A_failure_of_the_callee_is_passed_on()
    {
        await using var bench = await Bench.StartAsync();
        using var caller = bench.CarrierPeer();
        using var callee = bench.PbxPeer();
        var invite = caller.Request("INVITE", body: caller.Sdp());
        await caller.SendAsync(invite);
        var offered = await callee.ReceiveAsync("the INVITE", message => message.Method == "INVITE");
        await callee.SendAsync(callee.Response(offered, 486, "Busy Here"));
        await callee.ReceiveAsync("the ACK", message => message.Method == "ACK");

        var final = await caller.ReceiveFinalAsync();
        await caller.SendAsync(WirePeer.AckToFailure(invite, final));
        Assert.Equal(486, final.Status);
        await ShouldBeIdleWithoutRecordingAsync(bench);
    }

    [Fact]
    public async Task A_caller_who_gives_up_cancels_the_callee()
    {
        await using var bench = await Bench.StartAsync();
        using var caller = bench.CarrierPeer();
        using var callee = bench.PbxPeer();
        var invite = caller.Request("INVITE", body: caller.Sdp());
        await caller.SendAsync(invite);
        var offered = await callee.ReceiveAsync("the INVITE", message => message.Method == "INVITE");
        await callee.SendAsync(callee.Response(offered, 180, "Ringing"));
        await caller.ReceiveAsync("180", message => message.Status == 180);

        // RFC 3261 §9.1: the CANCEL is the INVITE's own head with another method and no body.
        var head = invite.Split("Content-Type", 2)[0]
            .Replace("CSeq: 1 INVITE", "CSeq: 1 CANCEL", StringComparison.Ordinal);
        await caller.SendAsync("CANCEL" + head["INVITE".Length..] + "Content-Length: 0\r\n\r\n");
        var cancel = await callee.ReceiveAsync("the CANCEL", message => message.Method == "CANCEL");
        await callee.SendAsync(callee.Response(cancel, 200, "OK"));
        await callee.SendAsync(callee.Response(offered, 487, "Request Terminated"));

        var final = await caller.ReceiveAsync("487", message => message.Status == 487);
        await caller.SendAsync(WirePeer.AckToFailure(invite, final));
        await ShouldBeIdleWithoutRecordingAsync(bench);
    }

    [Fact]
    public async Task A_repeated_invite_is_absorbed()
    {
        await using var bench = await Bench.StartAsync();
        using var caller = bench.CarrierPeer();
        using var callee = bench.PbxPeer();
        var invite = caller.Request("INVITE", body: caller.Sdp());
        for (var copy = 0; copy < 5; copy++)
            await caller.SendAsync(invite);
        var offered = await callee.ReceiveAsync("the INVITE", message => message.Method == "INVITE");
        await callee.SendAsync(callee.Response(offered, 180, "Ringing"));
        await caller.ReceiveAsync("180", message => message.Status == 180);

        var page = await bench.Recorder.ScrapeAsync();
        Assert.Equal(1, page.Sum("mediarecorder_calls_offered_total"));
        Assert.Equal(4, page.Sum("mediarecorder_sip_retransmissions_absorbed_total"));
    }

    [Fact]
    public async Task An_answer_without_usable_audio_ends_the_call_on_both_sides()
    {
        await using var bench = await Bench.StartAsync();
        using var caller = bench.CarrierPeer();
        using var callee = bench.PbxPeer();
        var invite = caller.Request("INVITE", body: caller.Sdp());
        await caller.SendAsync(invite);
        var offered = await callee.ReceiveAsync("the INVITE", message => message.Method == "INVITE");
        await callee.SendAsync(callee.Response(offered, 200, "OK", callee.Sdp(port: 0)));
        await callee.ReceiveAsync("the ACK", message => message.Method == "ACK");
        var bye = await callee.ReceiveAsync("the BYE", message => message.Method == "BYE");
        await callee.SendAsync(callee.Response(bye, 200, "OK"));

        var final = await caller.ReceiveFinalAsync();
        await caller.SendAsync(WirePeer.AckToFailure(invite, final));
        Assert.Equal(488, final.Status);
        await ShouldBeIdleWithoutRecordingAsync(bench);
    }

    // REQ: B-12
    [Fact]
    public async Task A_callee_who_answers_and_never_sends_leaves_a_silent_channel()
    {
        await using var bench = await Bench.StartAsync();
        var sound = await bench.CaptureAsync(new VoiceTrack().Tone(440, 4000));
        await using var callee = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, "uas_silent.xml", capture: null);
        await using var caller = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip, "uac_talk.xml", sound,
            TimeSpan.FromSeconds(3));
        var trace = await caller.SucceededAsync(CallTimeout);
        await callee.SucceededAsync(CallTimeout);

        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync();
        WavAssert.Lasts(wav, trace.CallLength.TotalSeconds, 0.1);
        WavAssert.HearsOnly(wav, PublishedRecording.Customer, 440, 0.3, 2.8);
        WavAssert.IsDigitalSilence(wav, PublishedRecording.Agent, 0, wav.Seconds);
    }

    [Fact]
    public async Task A_call_where_nobody_ever_sends_leaves_a_playable_file()
    {
        await using var bench = await Bench.StartAsync();
        using var call = await WireCall.EstablishAsync(bench);
        await Poll.ForAsync(TimeSpan.FromSeconds(1.5));
        await call.HangUpAsync();

        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync();
        Assert.InRange(
            wav.Seconds, call.AtLeast.TotalSeconds - PacketSeconds, call.AtMost.TotalSeconds + PacketSeconds);
        WavAssert.IsDigitalSilence(wav, PublishedRecording.Customer, 0, wav.Seconds);
        WavAssert.IsDigitalSilence(wav, PublishedRecording.Agent, 0, wav.Seconds);
    }

    [Fact]
    public async Task A_codec_the_recorder_does_not_know_is_relayed_and_leaves_a_playable_file()
    {
        await using var bench = await Bench.StartAsync();
        using var call = await WireCall.EstablishAsync(bench, "RTP/AVP 97\r\na=rtpmap:97 X-UNHEARD-OF/8000");
        Assert.Contains("a=rtpmap:97 X-UNHEARD-OF/8000", call.OfferToAgent.Body, StringComparison.Ordinal);

        var sent = await new RtpSender(ssrc: 7, payloadType: 97)
            .SendAsync(call.CustomerMedia, call.AnswerToCustomer.Audio, packets: 50, sample: 0x20);
        await Poll.UntilAsync(
            "all is relayed", TimeSpan.FromSeconds(2), () => call.AgentMedia.Received.Length >= sent.Length);
        Assert.Equal(sent, call.AgentMedia.Received);
        await call.HangUpAsync();

        var wav = await (await bench.Recorder.RecordingAsync()).ReadAsync();
        Assert.InRange(
            wav.Seconds, call.AtLeast.TotalSeconds - PacketSeconds, call.AtMost.TotalSeconds + PacketSeconds);
        WavAssert.IsDigitalSilence(wav, PublishedRecording.Customer, 0, wav.Seconds);
    }

    private static async Task ShouldBeIdleWithoutRecordingAsync(Bench bench)
    {
        await Poll.UntilAsync(
            "the call is gone",
            TimeSpan.FromSeconds(5),
            async () => (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_calls_active") == 0);
        Assert.Empty(PublishedRecording.FindAll(bench.Folder));
        Assert.Empty(bench.Recorder.UnfinishedFiles());
    }
}
