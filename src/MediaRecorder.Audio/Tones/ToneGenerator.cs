namespace MediaRecorder.Audio.Tones;

/// <summary>A sine without a break in phase from one call to the next. One owner.</summary>
public sealed class ToneGenerator
{
    private readonly double _amplitude;
    private readonly double _stepRadians;
    private double _phaseRadians;

    /// <param name="amplitude">Peak, in units of 16-bit samples, 0..32767.</param>
    public ToneGenerator(double hz, short amplitude, int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amplitude);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        ArgumentOutOfRangeException.ThrowIfNegative(hz);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hz, sampleRate / 2.0);
        _amplitude = amplitude;
        _stepRadians = Math.Tau * hz / sampleRate;
    }

    public void Fill(Span<short> pcm)
    {
        for (var i = 0; i < pcm.Length; i++)
            pcm[i] = Next();
    }

    /// <summary>Adds the tone to what is there, clipping at 16 bits: two of these make a key's tones.</summary>
    public void AddTo(Span<short> pcm)
    {
        for (var i = 0; i < pcm.Length; i++)
            pcm[i] = (short)Math.Clamp(pcm[i] + Next(), short.MinValue, short.MaxValue);
    }

    private short Next()
    {
        var sample = (short)Math.Round(_amplitude * Math.Sin(_phaseRadians));
        // Kept within one turn: a large phase would lose precision over the hours of a call.
        _phaseRadians += _stepRadians;
        if (_phaseRadians >= Math.Tau)
            _phaseRadians -= Math.Tau;
        return sample;
    }
}
