using BenchmarkDotNet.Attributes;
using MediaRecorder.Audio.Concealment;
using MediaRecorder.Audio.Mixing;
using MediaRecorder.Audio.Resampling;
using MediaRecorder.Audio.Tones;

namespace MediaRecorder.Benchmarks.Audio;

/// <summary>20 ms through what stands between decoder and file.</summary>
public class SignalBenchmarks
{
    private readonly short[] _narrow = Voice(8000, 160);
    private readonly short[] _full = Voice(48000, 960);
    private readonly short[] _output = new short[1000];
    private readonly Resampler _trimmed = new(8000, 8000) { TrimPpb = 50_000 };
    private readonly Resampler _up = new(8000, 16000);
    private readonly Resampler _down = new(48000, 16000);
    private readonly Mixer _mixer = new(8000, 160);

    [Benchmark]
    public int ResampleTrimmed() => _trimmed.Resample(_narrow, _output);

    [Benchmark]
    public int Resample8To16() => _up.Resample(_narrow, _output);

    [Benchmark]
    public int Resample48To16() => _down.Resample(_full, _output);

    [Benchmark]
    public int Conceal() => LossConcealment.Fill(_full.AsSpan(0, 400), _output.AsSpan(0, 160), 8000);

    [Benchmark]
    public int MixThree()
    {
        for (var i = 0; i < 3; i++)
            _mixer.Add(_narrow, Gain.Unity);
        _mixer.Take(_output.AsSpan(0, 160));
        return _output[0];
    }

    private static short[] Voice(int sampleRate, int samples)
    {
        var pcm = new short[samples];
        for (var harmonic = 1; harmonic <= 12; harmonic++)
            new ToneGenerator(125 * harmonic, (short)(8000 / harmonic), sampleRate).AddTo(pcm);
        return pcm;
    }
}
