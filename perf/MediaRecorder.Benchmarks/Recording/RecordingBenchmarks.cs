using BenchmarkDotNet.Attributes;
using MediaRecorder.Recording.Layouts;

namespace MediaRecorder.Benchmarks.Recording;

/// <summary>
/// What a RecordingWorker and a DiskWriter do with 320 ms of a call of two G.711 legs, from the packets to the bytes that
/// go to the disk, in each layout. "AsItCame" is stored as G.711.
/// </summary>
public class RecordingBenchmarks : IDisposable
{
    private RecordedCall? _call;

    [Benchmark(Baseline = true)]
    public int Stereo() => Turn(LayoutKind.Stereo);

    [Benchmark]
    public int StereoAsItCame() => Turn(LayoutKind.Stereo, RecordingEncoding.G711);

    [Benchmark]
    public int Mono() => Turn(LayoutKind.Mono);

    [Benchmark]
    public int PerLeg() => Turn(LayoutKind.PerLeg);

    [Benchmark]
    public int PerLegAsItCame() => Turn(LayoutKind.PerLeg, RecordingEncoding.G711);

    [Benchmark]
    public int Multi() => Turn(LayoutKind.Multi);

    [Benchmark]
    public int MultiAsItCame() => Turn(LayoutKind.Multi, RecordingEncoding.G711);

    [Benchmark]
    public int AgentOnly() => Turn(LayoutKind.AgentOnly);

    [Benchmark]
    public int AgentOnlyAsItCame() => Turn(LayoutKind.AgentOnly, RecordingEncoding.G711);

    [GlobalCleanup]
    public void Dispose()
    {
        _call?.Dispose();
        GC.SuppressFinalize(this);
    }

    // Each benchmark has an object of its own.
    private int Turn(LayoutKind kind, RecordingEncoding encoding = RecordingEncoding.Pcm16) =>
        (_call ??= new RecordedCall(kind, encoding)).Turn();
}
