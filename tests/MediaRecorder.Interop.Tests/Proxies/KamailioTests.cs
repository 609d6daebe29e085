using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;

namespace MediaRecorder.Interop.Tests.Proxies;

/// <summary>A proxy that stays in the path, on either side of the recorder.</summary>
[Collection(Measured.Name)]
public sealed class KamailioTests
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    // REQ: A-01
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_with_hold_passes_a_proxy_on_either_side(bool onTheCallersSide)
    {
        await using var bench = await Bench.StartAsync();
        var network = bench.Network;
        // The trunk is the proxy; the phone stands behind it.
        var proxyAt = onTheCallersSide ? network.CarrierSip : network.PbxSip;
        var phoneAt = network.Behind(proxyAt);
        await using var proxy = await KamailioProxy.StartAsync(
            bench.Folder,
            new(proxyAt) { NextHop = onTheCallersSide ? network.RecorderSip : phoneAt });

        var sound = await bench.CaptureAsync(new Captures.VoiceTrack().Tone(440, 13_000));
        await using var callee = await SippPhone.AnswerAsync(
            bench.Folder, onTheCallersSide ? network.PbxSip : phoneAt, "uas_hold.xml", sound);
        await using var caller = SippPhone.Call(
            bench.Folder,
            onTheCallersSide ? phoneAt : network.CarrierSip,
            onTheCallersSide ? proxyAt : network.RecorderSip,
            "uac_held.xml",
            sound,
            TimeSpan.FromSeconds(1));
        await caller.SucceededAsync(CallTimeout);
        await callee.SucceededAsync(CallTimeout);

        // Record-Route: the re-INVITEs, the ACKs and the BYE went through it as well.
        Assert.Equal(3, proxy.Lines.Count(line => line.Contains(": INVITE ", StringComparison.Ordinal)));
        Assert.Equal(3, proxy.Lines.Count(line => line.Contains(": ACK ", StringComparison.Ordinal)));
        Assert.Single(proxy.Lines, line => line.Contains(": BYE ", StringComparison.Ordinal));
        Assert.Single((await bench.Recorder.RecordingAsync()).Segments("hold"));
    }
}
