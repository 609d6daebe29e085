namespace MediaRecorder.Audio.Mixing;

/// <summary>
/// Keeps a sum within 16 bits by turning it down as a whole, so that its shape stays. One owner, one stream.
/// <code>
/// within full scale, nothing turned down      every sample as it is
/// a peak later in the block                   turned down towards it, by at most all of the range in 2 ms
/// a peak too early in the block for that      turned down along the peak: its top is flat until the gain is reached
/// after a peak                                held for 100 ms, then turned up, by all of the range in 1 s
/// </code>
/// Nothing is delayed. The hold is longer than a period of the lowest voice, and of beats above 10 Hz, which would
/// otherwise be heard in the gain.
/// </summary>
internal sealed class PeakLimiter
{
    private const float Highest = short.MaxValue;
    private const float Lowest = short.MinValue;

    private readonly int _holdSamples;
    private readonly float _attackStep;
    private readonly float _releaseStep;
    private float _gain = 1;
    private int _held;

    public PeakLimiter(int sampleRate)
    {
        _holdSamples = sampleRate / 10;
        _attackStep = 1f / (sampleRate * 0.002f);
        _releaseStep = 1f / sampleRate;
    }

    /// <summary>Writes the sum's samples, which are in units of 16-bit samples, limited and rounded. All spans are of one
    /// length.</summary>
    /// <param name="gains">Room to work in.</param>
    public void Limit(ReadOnlySpan<float> sum, Span<float> gains, Span<short> pcm)
    {
        var least = FindGains(sum, gains);
        if (least == 1 && _gain == 1)
        {
            for (var i = 0; i < sum.Length; i++)
                pcm[i] = (short)MathF.Round(sum[i]);
            return;
        }

        for (var i = 0; i < sum.Length; i++)
        {
            Move(Allowed(sum[i]), gains[i]);
            pcm[i] = (short)Math.Clamp(MathF.Round(sum[i] * _gain), Lowest, Highest);
        }
    }

    /// <summary>The gain that each sample may have so that it can fall by steps to what later peaks allow; from the end,
    /// because a peak counts before it comes. Returns the least.</summary>
    private float FindGains(ReadOnlySpan<float> sum, Span<float> gains)
    {
        float next = 1, least = 1;
        for (var i = sum.Length - 1; i >= 0; i--)
        {
            next = Math.Min(Allowed(sum[i]), next + _attackStep);
            least = Math.Min(least, next);
            gains[i] = next;
        }
        return least;
    }

    private void Move(float allowed, float foreseen)
    {
        var wanted = Math.Min(allowed, Math.Max(foreseen, _gain - _attackStep));
        if (wanted <= _gain)
        {
            // Also where it is 1: then there is nothing to hold.
            _held = wanted < 1 ? _holdSamples : 0;
            _gain = wanted;
        }
        else if (_held > 0)
        {
            _held--;
        }
        else
        {
            _gain = Math.Min(wanted, _gain + _releaseStep);
        }
    }

    private static float Allowed(float sample) => sample switch
    {
        > Highest => Highest / sample,
        < Lowest => Lowest / sample,
        _ => 1,
    };
}
