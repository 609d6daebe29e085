using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Statistics;

/// <summary>
/// What a sender's reports say of its media clock: how fast it is against the sender's own wall clock. Reports are
/// believed only while they agree with each other; whether that wall clock is right is for others to doubt
/// (<see cref="ArrivalFit"/> compares it with the arrivals). Owner: the stream's reader.
/// <code>
/// report                                              result
/// fits the line through those before                  taken
/// does not (a clock was set, a wrong RTP time)        left out
/// two in a row do not                                 begins anew from them: the clock was set
/// NTP or RTP time not after the last one's            left out
/// </code>
/// </summary>
public sealed class SenderClock
{
    private const int MaxReports = 16;
    private const int MinReports = 4;
    private const long MinSpanNs = 10_000_000_000;

    // RFC 3550 §6.4.1 wants the RTP time of the NTP instant. Many senders write that of their last packet instead, which
    // is up to 20 ms old.
    private const double MaxDeviationNs = 25_000_000;

    // How far the slope may be wrong: scatter of the reports over their span.
    private const double MaxDoubtPpm = 25;

    private readonly Pair[] _pairs = new Pair[MaxReports];
    private int _count;
    private NtpTimestamp _firstNtp;
    private bool _lastWasOdd;

    /// <summary>Nanoseconds that the wall clock gains on the media clock per nanosecond; null while the reports do not
    /// tell.</summary>
    public double? Slope { get; private set; }

    /// <param name="mediaNs">The report's RTP time, unwrapped, from any origin.</param>
    public void Receive(NtpTimestamp ntp, long mediaNs)
    {
        if (_count == 0)
        {
            Begin(ntp, mediaNs);
            return;
        }

        var pair = new Pair(mediaNs, ntp.DistanceNs(_firstNtp) - (double)mediaNs);
        Pair last = _pairs[_count - 1];
        double gap = pair.MediaNs - last.MediaNs;
        bool advances = gap > 0 && pair.OffsetNs + pair.MediaNs > last.OffsetNs + last.MediaNs;
        double expected = last.OffsetNs + (Slope ?? 0) * gap;
        double allowed = MaxDeviationNs + (Slope is null ? gap * ArrivalFit.MaxSlopePpm / 1e6 : 0);
        if (!advances || Math.Abs(pair.OffsetNs - expected) > allowed)
        {
            if (_lastWasOdd)
                Begin(ntp, mediaNs);
            _lastWasOdd = !_lastWasOdd;
            return;
        }

        _lastWasOdd = false;
        if (_count == MaxReports)
        {
            _pairs.AsSpan(1).CopyTo(_pairs);
            _count--;
        }

        _pairs[_count++] = pair;
        Fit();
    }

    /// <summary>Media time began anew.</summary>
    public void Restart()
    {
        _count = 0;
        _lastWasOdd = false;
    }

    private void Begin(NtpTimestamp ntp, long mediaNs)
    {
        _firstNtp = ntp;
        _pairs[0] = new Pair(mediaNs, -(double)mediaNs);
        _count = 1;
        Slope = null;
    }

    // Least squares, and the widest scatter about it.
    private void Fit()
    {
        double span = _pairs[_count - 1].MediaNs - _pairs[0].MediaNs;
        if (_count < MinReports || span < MinSpanNs)
            return;
        double x0 = _pairs[0].MediaNs;
        double y0 = _pairs[0].OffsetNs;
        double sumX = 0, sumY = 0, sumXx = 0, sumXy = 0;
        for (int i = 0; i < _count; i++)
        {
            double x = _pairs[i].MediaNs - x0;
            double y = _pairs[i].OffsetNs - y0;
            sumX += x;
            sumY += y;
            sumXx += x * x;
            sumXy += x * y;
        }

        double slope = (_count * sumXy - sumX * sumY) / (_count * sumXx - sumX * sumX);
        double lowest = double.PositiveInfinity;
        double highest = double.NegativeInfinity;
        for (int i = 0; i < _count; i++)
        {
            double rest = _pairs[i].OffsetNs - y0 - slope * (_pairs[i].MediaNs - x0);
            lowest = Math.Min(lowest, rest);
            highest = Math.Max(highest, rest);
        }

        bool isSure = (highest - lowest) / span * 1e6 <= MaxDoubtPpm
            && Math.Abs(slope) * 1e6 <= ArrivalFit.MaxSlopePpm;
        Slope = isSure ? slope : null;
    }

    // Wall clock minus media clock at a media time, from the first report's wall clock on.
    private readonly record struct Pair(long MediaNs, double OffsetNs);
}
