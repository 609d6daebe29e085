namespace MediaRecorder.Media.Workers;

/// <summary>
/// When a MediaWorker rests after a turn, so that packets gather: a wake-up for each packet is a good part of its cost, and
/// at 30,000 packets a second 250 µs gather eight. Owner: the worker.
/// <code>
/// what is seen                                       what follows
/// the wait was short: more packets come soon         turns begin no closer than 250 µs
/// the wait was long                                  no rest until one is short again: what comes now is a burst
/// there was no wait                                  as after the wait before
/// a rest gathered fewer packets than 4               no rest for a while: 16 turns, then twice as many, up to 1,024
/// a rest gathered 4 or more                          that while is half as long from then on
/// </code>
/// The third line is for packets that come in bursts, as from a sender with a timer: what comes between them is not worth a rest.
/// </summary>
internal sealed class TurnPace
{
    /// <summary>Between the beginnings of two turns; each packet waits half of it in the mean.</summary>
    public const long PeriodNs = 250_000;

    /// <summary>A wait that took less found sockets readable and did not sleep.</summary>
    public const long LeastSleepNs = 10_000;

    /// <summary>A rest that gathers fewer packets costs more than it saves.</summary>
    public const int WorthPackets = 4;

    public const int LeastPause = 16;
    public const int LongestPause = 1024;

    // Sleeping costs some microseconds itself.
    private const long ShortestRestNs = 20_000;

    private bool _isShortOfSleep;
    private bool _hasRested;
    private int _pause;
    private int _turnsToGo;

    /// <summary>How long to rest after a turn; 0 for not at all.</summary>
    /// <param name="sleptNs">How long the turn waited for packets.</param>
    /// <param name="tookNs">From the beginning of that wait until now.</param>
    /// <param name="packets">How many sockets were readable.</param>
    public long RestNs(long sleptNs, long tookNs, int packets)
    {
        if (sleptNs >= LeastSleepNs)
        {
            _isShortOfSleep = sleptNs < PeriodNs;
        }

        if (_hasRested)
        {
            _hasRested = false;
            _pause = packets >= WorthPackets ? _pause / 2 : Math.Clamp(2 * _pause, LeastPause, LongestPause);
            _turnsToGo = packets >= WorthPackets ? 0 : _pause;
        }

        if (_turnsToGo > 0)
        {
            _turnsToGo--;
            return 0;
        }

        var restNs = PeriodNs - tookNs;
        _hasRested = _isShortOfSleep && restNs >= ShortestRestNs;
        return _hasRested ? restNs : 0;
    }
}
