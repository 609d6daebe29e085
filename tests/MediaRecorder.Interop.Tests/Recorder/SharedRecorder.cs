using System.Globalization;
using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Recorder;

/// <summary>
/// One recorder with many pairs of trunks for all tests of the signalling: each takes a pair that no other has. It
/// starts with the first test that asks. At the end nothing may be left in it.
/// </summary>
public sealed class SharedRecorder : IAsyncDisposable
{
    private const int PlainPairs = 90;

    private readonly Lazy<Task<RecorderProcess>> _recorder;
    private readonly TempFolder _folder = new();
    private readonly LoopbackNetwork _network = new();
    private readonly Dictionary<string, LoopbackNetwork> _pairs = [];
    private int _taken;

    public SharedRecorder() => _recorder = new(StartAsync);

    /// <summary>Settings of trunk pairs beyond the defaults, by name.</summary>
    private static readonly Dictionary<string, Action<JsonObject>> Special = [];

    /// <summary>A pair with the defaults, or that of a name, which only one test may ask for.</summary>
    public async Task<TrunkPair> TakeAsync(string? name = null)
    {
        var recorder = await _recorder.Value;
        name ??= Plain(Interlocked.Increment(ref _taken));
        var own = _pairs[name];
        return new TrunkPair(recorder, own.CarrierSip, own.PbxSip, _network.RecorderSip);
    }

    public async ValueTask DisposeAsync()
    {
        using var folder = _folder;
        // A recorder that did not start has failed its tests already.
        if (!_recorder.IsValueCreated || !_recorder.Value.IsCompletedSuccessfully)
            return;
        await using var recorder = await _recorder.Value;
        await Poll.UntilAsync(
            "the shared recorder has no call left",
            TimeSpan.FromSeconds(40),
            async () => (await recorder.ScrapeAsync()).Sum("mediarecorder_calls_active") == 0);
        Assert.Equal(0, (await recorder.ScrapeAsync()).Sum("mediarecorder_sip_faults_total"));
        await recorder.StopAsync();
    }

    private static string Plain(int number) => string.Create(CultureInfo.InvariantCulture, $"plain-{number}");

    private Task<RecorderProcess> StartAsync() => RecorderProcess.StartAsync(_network, _folder, config =>
    {
        var trunks = new JsonObject();
        foreach (var name in Enumerable.Range(1, PlainPairs).Select(Plain).Concat(Special.Keys))
        {
            var own = _pairs[name] = new LoopbackNetwork();
            var (external, from) = ($"{name}-carrier", own.CarrierSip);
            var (inside, to) = ($"{name}-pbx", own.PbxSip);
            trunks[external] = RecorderConfig.Trunk("external", $"{from.Address}", $"{from}", inside);
            trunks[inside] = RecorderConfig.Trunk("internal", $"{to.Address}", $"{to}", external);
            trunks[external]!["record"] = false;
            trunks[inside]!["record"] = false;
            if (Special.TryGetValue(name, out var edit))
            {
                edit((JsonObject)trunks[external]!);
                edit((JsonObject)trunks[inside]!);
            }
        }

        config["trunks"] = trunks;
    });
}
