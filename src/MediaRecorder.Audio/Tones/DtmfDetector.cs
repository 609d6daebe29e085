namespace MediaRecorder.Audio.Tones;

/// <summary>
/// Finds the keys of a telephone keypad in one leg's audio, by the limits of ITU-T Q.24 (DtmfLimitTests). Any sample
/// rate from 8000 Hz on. Nothing allocates after construction. Owner: that of the leg's audio, one thread.
/// <code>
/// state    input                                                        result
/// idle     7 windows in a row look like one key, on frequency           Pressed → held
/// held     a window that looks like the key                             nothing
/// held     14 windows in a row (35 ms) that do not                      Released → idle
/// held     7 windows in a row look like another key                     Released, Pressed → held
/// held     up to 40 ms of audio are missing                             nothing: the network lost them
/// held     more is missing, the audio jumps, or 100 ms without the key  Released → idle
/// </code>
/// </summary>
public sealed class DtmfDetector
{
    /// <summary>What one tone must have at least. Q.24 (AT&amp;T): −25 dBm works, −55 dBm does not; 11 dB are left for
    /// what a network takes away.</summary>
    public const double MinDbm0 = -36;

    // A window counts while a tone fills 80 % of it. Of 23 ms of tone at most 5 windows in a row do, of 40 ms at least 7
    // even at an SNR of 15 dB.
    private const int WindowsToPress = DtmfWindow.MaxBlocksAgo + 1;

    // 10 ms of interruption spoil up to 12 windows, 30 ms of pause (NTT) at least 16.
    private const int WindowsToRelease = 14;

    // One of them at least holds nothing but the tones. Noise of 15 dB SNR leaves 0.97 of the power to them; 0.93 took a
    // woman's vowel for a key once in 6,000 s of espeak-ng, 0.95 none in 10,400 s.
    private const double MinBestPurity = 0.95;

    // Q.24 accepts 1.5 % (NTT 1.8 %) and refuses 3.5 % (NTT 3 %).
    private const double MaxMeanDetune = 0.02;

    // A voice whose partials 2 and 3 (4) or 2 and 4 (2, 6, C) stand alone is 1.6 to 2.1 % off in both tones. So what is
    // not clean has to be nearer: in 24 h of babble (SynthesizedVoice, seeds 7 to 12) that leaves 1 of 15 false keys.
    private const double MaxMeanDetuneUnclean = 0.0175;
    private const double MinCleanPurity = 0.97;
    private const double MinCleanShare = 0.9;

    // A share of the frequency, from the mean of the run. A voice glides; keys in noise of 15 dB SNR stay within it.
    private const double MaxDrift = 0.01;

    private const int MaxLostMs = 40;
    private const int MaxUnheardMs = 100;

    // Steps of a drift correction are no gap.
    private const int MaxStepMs = 5;

    private readonly DtmfWindow _window;
    private readonly short[] _block;
    private readonly int _samplesPerMs;

    // A packet of 200 ms holds two keys at most; it only grows when the caller does not drain it.
    private readonly Queue<DtmfEdge> _edges = new(16);
    private int _blockFill;
    private int _unseenWindows;
    private long _nextSample;
    private char _runKey;
    private int _run;
    private long _runStart;
    private double _runBestPurity;
    private double _runBestShare;
    private double _runLowDetune;
    private double _runHighDetune;
    private char _heldKey;
    private long _heldStart;
    private long _heldEnd;
    private int _misses;

    public DtmfDetector(int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 8000);
        var tables = DtmfTables.For(sampleRate);
        _window = new DtmfWindow(tables);
        _block = new short[tables.BlockSamples];
        _samplesPerMs = sampleRate / 1000;
    }

    /// <summary>Keys pressed so far.</summary>
    public long PressedKeys { get; private set; }

    /// <summary>The sample after the last one heard.</summary>
    public long NextSample => _nextSample;

    /// <summary>A key is down.</summary>
    public bool IsHeld => _heldKey != default;

    /// <summary>Takes the next samples. True: <paramref name="edge"/> is an edge, and <see cref="TryTake"/> may have
    /// more.</summary>
    /// <param name="position">Where the first of them lies; what is missing since the last was not heard.</param>
    public bool Receive(ReadOnlySpan<short> pcm, long position, out DtmfEdge edge)
    {
        var jump = position - _nextSample;
        if (jump > MaxStepMs * _samplesPerMs || jump < -MaxStepMs * _samplesPerMs)
            Jump(jump);
        _nextSample = position;
        while (!pcm.IsEmpty)
        {
            var count = Math.Min(pcm.Length, _block.Length - _blockFill);
            pcm[..count].CopyTo(_block.AsSpan(_blockFill));
            pcm = pcm[count..];
            _nextSample += count;
            _blockFill += count;
            if (_blockFill == _block.Length)
            {
                _blockFill = 0;
                if (_window.Add(_block))
                    LookIfDue();
            }
        }

        // Between two losses there may be too little for a window.
        if (IsHeld && _nextSample - _heldEnd > MaxUnheardMs * _samplesPerMs)
            Release();
        return TryTake(out edge);
    }

    /// <summary>No more audio comes: lets go a key that is held.</summary>
    public bool Stop(out DtmfEdge edge)
    {
        Jump(long.MaxValue);
        return TryTake(out edge);
    }

    /// <summary>Further edges of the last input, in order.</summary>
    public bool TryTake(out DtmfEdge edge) => _edges.TryDequeue(out edge);

    private void Jump(long lostSamples)
    {
        _window.Clear();
        _blockFill = 0;
        _unseenWindows = 0;
        _run = 0;
        if (IsHeld && (lostSamples < 0 || lostSamples > MaxLostMs * _samplesPerMs))
            Release();
    }

    // While there is nothing to go on with, one window in seven is looked at: seven in a row have one of them, and then
    // the six before are seen too, in their order.
    private void LookIfDue()
    {
        _unseenWindows++;
        if (_run == 0 && !IsHeld)
        {
            if (_unseenWindows < WindowsToPress)
                return;
            if (!_window.TrySee(blocksAgo: 0, out _))
                _unseenWindows = 0;
        }

        for (; _unseenWindows > 0; _unseenWindows--)
            Look(_unseenWindows - 1);
    }

    private void Look(int blocksAgo)
    {
        var end = _nextSample - (blocksAgo * _block.Length);
        var isKey = _window.TrySee(blocksAgo, out var sighting);
        if (isKey)
            CountRun(sighting, end);
        else
            _run = 0;

        if (IsHeld)
        {
            if (isKey && sighting.Key == _heldKey)
            {
                _misses = 0;
                _heldEnd = end;
            }
            else if (++_misses >= WindowsToRelease)
            {
                Release();
            }
        }

        if (_run >= WindowsToPress && _runKey != _heldKey && IsRunOnFrequency())
            Press();
    }

    private void CountRun(in DtmfSighting sighting, long end)
    {
        if (_run == 0 || sighting.Key != _runKey || !IsSteady(sighting))
        {
            _runKey = sighting.Key;
            _run = 0;
            _runStart = end - _window.Samples;
            _runBestPurity = _runBestShare = _runLowDetune = _runHighDetune = 0;
        }

        _run++;
        _runBestPurity = Math.Max(_runBestPurity, sighting.Purity);
        _runBestShare = Math.Max(_runBestShare, sighting.Share);
        _runLowDetune += sighting.LowDetune;
        _runHighDetune += sighting.HighDetune;
    }

    private bool IsSteady(in DtmfSighting sighting) =>
        Math.Abs(sighting.LowDetune - (_runLowDetune / _run)) <= MaxDrift
        && Math.Abs(sighting.HighDetune - (_runHighDetune / _run)) <= MaxDrift;

    private bool IsRunOnFrequency()
    {
        var isClean = _runBestPurity >= MinCleanPurity && _runBestShare >= MinCleanShare;
        var maxDetune = isClean ? MaxMeanDetune : MaxMeanDetuneUnclean;
        return _runBestPurity >= MinBestPurity
            && Math.Abs(_runLowDetune) <= maxDetune * _run
            && Math.Abs(_runHighDetune) <= maxDetune * _run;
    }

    private void Press()
    {
        if (IsHeld)
            Release();
        _heldKey = _runKey;
        _heldStart = _runStart;
        _heldEnd = _nextSample;
        _misses = 0;
        PressedKeys++;
        _edges.Enqueue(new DtmfEdge(_heldKey, Released: false, _heldStart, _heldEnd));
    }

    private void Release()
    {
        _edges.Enqueue(new DtmfEdge(_heldKey, Released: true, _heldStart, _heldEnd));
        _heldKey = default;
    }
}
