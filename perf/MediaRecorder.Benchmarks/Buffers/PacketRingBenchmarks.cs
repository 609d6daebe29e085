using BenchmarkDotNet.Attributes;
using MediaRecorder.Benchmarks.Rtp;
using MediaRecorder.Buffers;

namespace MediaRecorder.Benchmarks.Buffers;

/// <summary>The way of a packet from a MediaWorker to a RecordingWorker, both ends on one thread.</summary>
public class PacketRingBenchmarks : IDisposable
{
    private const int RingBytes = 1 << 20;

    private readonly PacketRing _ring = new(RingBytes);
    private readonly byte[] _packet = G711Packet.Create();
    private long _nowNs;

    [Benchmark]
    public int WriteAndRead()
    {
        _nowNs += G711Packet.DurationNs;
        _ring.TryWrite(new TapId(1), _nowNs, _packet);
        _ring.TryRead(_ring.WritePosition, out var record);
        var bytes = record.Packet.Length;
        _ring.Release();
        return bytes;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _ring.Dispose();
        GC.SuppressFinalize(this);
    }
}
