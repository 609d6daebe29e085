using System.Globalization;
using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Recorder;

/// <summary>What every test starts from: a folder and addresses of its own and a recorder between two trunks.</summary>
public sealed class Bench : IAsyncDisposable
{
    private int _captures;

    private Bench(TempFolder folder, RecorderProcess recorder)
    {
        Folder = folder;
        Recorder = recorder;
    }

    public TempFolder Folder { get; }

    public RecorderProcess Recorder { get; private set; }

    public LoopbackNetwork Network => Recorder.Network;

    /// <param name="edit">Changes to the configuration of <see cref="RecorderConfig"/>.</param>
    public static Task<Bench> StartAsync(Action<JsonObject>? edit = null) =>
        StartAsync((config, _) => edit?.Invoke(config));

    /// <inheritdoc cref="StartAsync(Action{JsonObject})"/>
    public static async Task<Bench> StartAsync(Action<JsonObject, LoopbackNetwork> edit)
    {
        var folder = new TempFolder();
        var network = new LoopbackNetwork();
        try
        {
            return new Bench(
                folder, await RecorderProcess.StartAsync(network, folder, config => edit(config, network)));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Starts the recorder again, on the same addresses and folder, after its process has ended.</summary>
    public async Task RestartAsync()
    {
        var network = Network;
        Assert.True(Recorder.Process.HasExited);
        await Recorder.DisposeAsync();
        Recorder = await RecorderProcess.StartAsync(network, Folder);
    }

    /// <summary>Writes a track as a capture that a sipp phone can play; returns its path.</summary>
    public async Task<string> CaptureAsync(VoiceTrack track, G711Law law = G711Law.Mu)
    {
        var number = Interlocked.Increment(ref _captures);
        var path = Folder[string.Create(CultureInfo.InvariantCulture, $"capture-{number}.pcap")];
        await RtpCapture.WriteAsync(path, track, law, ssrc: 0x0BAD_0000u + (uint)number);
        return path;
    }

    /// <summary>A peer without a stack at a trunk's SIP address.</summary>
    public WirePeer CarrierPeer() => new(Network.CarrierSip, Network.RecorderSip);

    public WirePeer PbxPeer() => new(Network.PbxSip, Network.RecorderSip);

    public async ValueTask DisposeAsync()
    {
        await Recorder.DisposeAsync();
        Folder.Dispose();
    }
}
