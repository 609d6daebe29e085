using System.Numerics;
using System.Runtime.InteropServices;

namespace MediaRecorder.Audio.Resampling;

/// <summary>
/// Changes the sample rate of one stream, and trims the ratio while it runs, so that a sender whose clock is off by some
/// ppm stays on the recording's clock. One owner; allocates nothing after construction.
/// <code>
/// output m lies at input m · step − DelaySamples · ratio,   ratio = input rate / output rate, step = ratio · (1 + trim)
/// </code>
/// Positions are fractions of integers, so that nothing adds up over hours: n input samples yield n / step output samples,
/// within one, at any block size. With equal rates and no trim the output is the input, delayed.
/// </summary>
public sealed class Resampler
{
    /// <summary>Bound of <see cref="TrimPpb"/>: 1000 ppm, three times what clocks of telephones differ by.</summary>
    public const int MaxTrimPpb = 1_000_000;

    private const long Billion = 1_000_000_000;

    // Input is taken in pieces of this size: 20 ms at 16 kHz.
    private const int BlockSamples = 320;

    private readonly PolyphaseKernel _kernel;
    private readonly float[] _window;
    private readonly long _inputRate;
    private readonly long _outputRate;

    // Parts of the distance from one input sample to the next, in which all positions are counted.
    private readonly long _parts;

    private long _stepParts;
    private int _trimPpb;

    // Samples in _window, and where in it the next output lies: whole samples, and parts behind them.
    private int _filled;
    private int _at;
    private long _atParts;

    /// <exception cref="ArgumentOutOfRangeException">A rate is not within 8000–48000 Hz.</exception>
    /// <exception cref="ArgumentException">The input rate is the higher one, and is none of a codec's or the output rate
    /// none of a file's.</exception>
    public Resampler(int inputRate, int outputRate)
    {
        RequireRate(inputRate);
        RequireRate(outputRate);
        var divisor = (int)BigInteger.GreatestCommonDivisor(inputRate, outputRate);
        _inputRate = inputRate / divisor;
        _outputRate = outputRate / divisor;
        _parts = _outputRate * Billion;
        _kernel = PolyphaseKernel.For((int)_inputRate, (int)_outputRate);
        _window = new float[_kernel.Taps + BlockSamples];
        DelaySamples = (int)(((_kernel.Taps / 2 * _outputRate) + _inputRate - 1) / _inputRate);
        TrimPpb = 0;
        Reset();
    }

    /// <summary>Output samples that come before the one that belongs to the first input sample.</summary>
    public int DelaySamples { get; }

    /// <summary>Parts per billion by which the sender's clock is fast: positive yields fewer output samples. Holds from
    /// the next output sample on; the position stays, so that a change is no jump.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Beyond ±<see cref="MaxTrimPpb"/>.</exception>
    public int TrimPpb
    {
        get => _trimPpb;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs((long)value), MaxTrimPpb, nameof(value));
            _trimPpb = value;
            _stepParts = _inputRate * (Billion + value);
        }
    }

    /// <summary>The most samples that one call with this much input writes.</summary>
    public int MaxOutput(int inputSamples) => (int)((inputSamples * _parts / _stepParts) + 2);

    /// <summary>Takes all of the input; returns the samples written.</summary>
    /// <exception cref="ArgumentException"><paramref name="output"/> is shorter than <see cref="MaxOutput"/>.</exception>
    public int Resample(ReadOnlySpan<short> input, Span<short> output)
    {
        if (output.Length < MaxOutput(input.Length))
            throw new ArgumentException("Shorter than MaxOutput.", nameof(output));
        var written = 0;
        while (!input.IsEmpty)
        {
            var taken = Math.Min(input.Length, _window.Length - _filled);
            for (var i = 0; i < taken; i++)
                _window[_filled + i] = input[i];
            _filled += taken;
            input = input[taken..];
            written += Drain(output[written..]);
        }
        return written;
    }

    /// <summary>Forgets what it heard and begins anew with <see cref="DelaySamples"/>; the trim stays.</summary>
    public void Reset()
    {
        // Before the first sample there was silence: half a window of it, and as much as the delay is rounded up by.
        var delay = DelaySamples * _inputRate * Billion;
        var whole = delay / _parts;
        _atParts = 0;
        _at = (_kernel.Taps / 2) - 1;
        _filled = _at + (int)whole;
        if (delay % _parts != 0)
        {
            // The delay is a fraction: start a part of a sample behind the place that is one sample earlier.
            _filled++;
            _atParts = _parts - (delay % _parts);
        }
        _window.AsSpan(0, _filled).Clear();
    }

    private int Drain(Span<short> output)
    {
        var written = 0;
        var half = _kernel.Taps / 2;
        while (_at + half < _filled)
        {
            output[written++] = (short)Math.Clamp(MathF.Round(OutputAt()), short.MinValue, short.MaxValue);
            _atParts += _stepParts;
            var whole = Math.DivRem(_atParts, _parts, out _atParts);
            _at += (int)whole;
        }

        var used = _at - (half - 1);
        _window.AsSpan(used, _filled - used).CopyTo(_window);
        _filled -= used;
        _at -= used;
        return written;
    }

    private float OutputAt()
    {
        var taps = _kernel.Taps;
        var samples = _window.AsSpan(_at - ((taps / 2) - 1), taps);
        var rows = (double)_atParts / _parts * _kernel.Rows;
        var row = (int)rows;
        var share = (float)(rows - row);
        return share == 0
            ? Dot(samples, _kernel.Row(row))
            : Dot(samples, _kernel.Row(row), _kernel.Row(row + 1), share);
    }

    private static float Dot(ReadOnlySpan<float> samples, ReadOnlySpan<float> taps)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(samples);
        var right = MemoryMarshal.Cast<float, Vector<float>>(taps)[..left.Length];
        var sum = Vector<float>.Zero;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return Vector.Sum(sum);
    }

    /// <summary>With taps between two rows.</summary>
    private static float Dot(
        ReadOnlySpan<float> samples, ReadOnlySpan<float> taps, ReadOnlySpan<float> nextTaps, float share)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(samples);
        var right = MemoryMarshal.Cast<float, Vector<float>>(taps)[..left.Length];
        var next = MemoryMarshal.Cast<float, Vector<float>>(nextTaps)[..left.Length];
        Vector<float> sum = Vector<float>.Zero, nextSum = Vector<float>.Zero;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
            nextSum += left[i] * next[i];
        }
        return Vector.Sum(sum + ((nextSum - sum) * new Vector<float>(share)));
    }

    private static void RequireRate(int rate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, 8000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, 48000);
    }
}
