using BenchmarkDotNet.Attributes;
using MediaRecorder.Buffers;

namespace MediaRecorder.Benchmarks.Buffers;

/// <summary>A block of audio on its way to the disk; the pool is warm.</summary>
public class BlockPoolBenchmarks : IDisposable
{
    private readonly BlockPool _pool = new(blockBytes: 16384, maxBlocks: 16);

    [Benchmark]
    public int RentAndReturn()
    {
        if (!_pool.TryRent(out var block))
            return 0;
        var bytes = block.Length;
        _pool.Return(block);
        return bytes;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _pool.Dispose();
        GC.SuppressFinalize(this);
    }
}
