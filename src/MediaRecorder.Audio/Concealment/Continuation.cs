namespace MediaRecorder.Audio.Concealment;

/// <summary>
/// How a signal goes on when its end is repeated by whole pitch periods. Sample n of the continuation is the one that
/// lies as far into the last one, two or three periods as n does, modulo their length; the phase of the pitch is the
/// same in all three, so that changing over needs no search.
/// </summary>
internal readonly ref struct Continuation
{
    private readonly ReadOnlySpan<short> _history;
    private readonly int _sampleRate;
    private readonly int _period;
    private readonly int _overlap;
    private readonly float _offset;

    public Continuation(ReadOnlySpan<short> history, int sampleRate)
    {
        _sampleRate = sampleRate;
        _history = history[^Math.Min(history.Length, LossConcealment.HistorySamples(sampleRate))..];
        _period = Math.Min(PitchPeriod.Find(_history, sampleRate), _history.Length);
        _overlap = _period / 4;
        // What a repetition begins with differs from what the last sample leads to: the difference fades out.
        _offset = _history.Length > _period ? _history[^1] - _history[^(_period + 1)] : 0;
    }

    /// <summary>Sample <paramref name="n"/> behind the end of the history, faded.</summary>
    public float this[int n]
    {
        get
        {
            var tenMs = _sampleRate / 100;
            if (n >= 6 * tenMs)
                return 0;
            var value = Blended(n, tenMs);
            if (n < _overlap)
                value += _offset * (1 - ((n + 1f) / (_overlap + 1)));
            // §I.2.6: full for 10 ms, then 20 % less for each further 10 ms.
            return n < tenMs ? value : value * (1 - (0.2f * (n - tenMs) / tenMs));
        }
    }

    /// <summary>One period, then two, then three, each change blended over a quarter of a period.</summary>
    private float Blended(int n, int tenMs)
    {
        var stage = Math.Min(n / tenMs, 2);
        var value = Repeated(n, stage + 1);
        var into = n - (stage * tenMs);
        if (stage == 0 || into >= _overlap)
            return value;
        var share = (into + 1f) / (_overlap + 1);
        return (value * share) + (Repeated(n, stage) * (1 - share));
    }

    /// <summary>The last periods over and over. The end of each round is blended into what came before its beginning,
    /// so that one leads to the next.</summary>
    private float Repeated(int n, int periods)
    {
        // A short history holds fewer periods, and nothing to blend with.
        var length = Math.Min(periods, _history.Length / _period) * _period;
        var start = _history.Length - length;
        var index = n % length;
        float value = _history[start + index];
        var fromEnd = length - index;
        if (fromEnd > _overlap || start < fromEnd)
            return value;
        var share = (_overlap - fromEnd + 1f) / (_overlap + 1);
        return (value * (1 - share)) + (_history[start - fromEnd] * share);
    }
}
