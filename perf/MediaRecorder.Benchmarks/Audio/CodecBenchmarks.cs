using BenchmarkDotNet.Attributes;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Codecs.G722;
using MediaRecorder.Audio.Codecs.G729;
using MediaRecorder.Audio.Codecs.Opus;

namespace MediaRecorder.Benchmarks.Audio;

/// <summary>Decoding and encoding 20 ms of the codecs that keep state. Samples at 16 kHz where the codec has a choice,
/// 48 kHz where its name says so.</summary>
public class CodecBenchmarks : IDisposable
{
    private readonly CodecPair _g722 = new(new G722Decoder(), new G722Encoder());
    private readonly CodecPair _l16 = new(new L16Decoder(16000, 1), new L16Encoder(16000, 1));
    private readonly CodecPair _opus = new(new OpusDecoder(16000), new OpusEncoder(16000));
    private readonly CodecPair _opus48 = new(new OpusDecoder(48000), new OpusEncoder(48000));
    private readonly CodecPair _g729 = new(new G729Decoder(), new G729Encoder());

    [Benchmark]
    public int DecodeG722() => _g722.Decode();

    [Benchmark]
    public int DecodeL16() => _l16.Decode();

    [Benchmark]
    public int DecodeOpus() => _opus.Decode();

    [Benchmark]
    public int DecodeOpus48() => _opus48.Decode();

    [Benchmark]
    public int DecodeG729() => _g729.Decode();

    [Benchmark]
    public int ConcealOpus() => _opus.Conceal();

    [Benchmark]
    public int EncodeG722() => _g722.Encode();

    [Benchmark]
    public int EncodeOpus() => _opus.Encode();

    [Benchmark]
    public int EncodeG729() => _g729.Encode();

    [GlobalCleanup]
    public void Dispose()
    {
        _g722.Dispose();
        _l16.Dispose();
        _opus.Dispose();
        _opus48.Dispose();
        _g729.Dispose();
        GC.SuppressFinalize(this);
    }
}
