using BenchmarkDotNet.Attributes;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Benchmarks.Rtp;

namespace MediaRecorder.Benchmarks.Audio;

/// <summary>Decoding 20 ms.</summary>
public class G711Benchmarks : IDisposable
{
    private readonly byte[] _codes = G711Packet.Create()[^G711Packet.Samples..];
    private readonly short[] _pcm = new short[G711Packet.Samples];
    private readonly PcmuDecoder _pcmu = new();
    private readonly PcmaDecoder _pcma = new();

    [Benchmark]
    public int DecodePcmu() => _pcmu.Decode(_codes, _pcm);

    [Benchmark]
    public int DecodePcma() => _pcma.Decode(_codes, _pcm);

    [GlobalCleanup]
    public void Dispose()
    {
        _pcmu.Dispose();
        _pcma.Dispose();
        GC.SuppressFinalize(this);
    }
}
