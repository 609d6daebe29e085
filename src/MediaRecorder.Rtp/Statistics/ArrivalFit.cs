namespace MediaRecorder.Rtp.Statistics;

/// <summary>
/// Where a sender's media clock stands on the receiver's: a straight line under the delays of its packets (arrival
/// minus media time). Networks only ever add to a delay, so the lowest of many packets tell the path's least delay, and
/// the slope of the lowest over minutes is the skew of the two clocks. Jitter lies above the line and does not move it.
/// Owner: the stream's reader.
/// </summary>
/// <remarks>
/// Of the delays of a span the lowest is kept, or the second lowest where the lowest lies far below: one packet with a
/// wrong timestamp proves nothing. Only of the first second the lowest holds at once. The line is
/// the edge of the lower convex hull over the middle of the window: of all lines under the points it has the least sum
/// of distances (Moon, Skelly, Towsley: "Estimation and Removal of Clock Skew from Network Delay Measurements", 1999).
/// </remarks>
public sealed class ArrivalFit
{
    /// <summary>A slope beyond this is no clock but a sender at another rate; it is not followed.</summary>
    public const double MaxSlopePpm = 2000;

    private const int MaxSpans = 32;
    private const long NsPerSecond = 1_000_000_000;
    private const long FirstSpanNs = NsPerSecond;

    // 32 spans of 16 s: a skew that changes with the temperature is followed within minutes.
    private const long MaxSpanNs = 16 * NsPerSecond;

    // A slope out of less is worse than none: the lowest delays of a poor path scatter by 3 ms, 150 ppm of 20 s.
    private const long SlopeFromNs = 20 * NsPerSecond;

    // Faster than ever by this: no queue explains it, the sender's clock or the path has changed.
    private const long DropNs = 20_000_000;

    // Slower than ever by this, each packet of half a minute: the same.
    private const long RiseNs = 40_000_000;
    private const long RiseForNs = 30 * NsPerSecond;

    // A report's rate is believed while it moves no packet of the window by more than this against the arrivals.
    private const double MaxDoubtNs = 6_000_000;

    private readonly Point[] _points = new Point[MaxSpans];
    private int _count;
    private long _spanNs = FirstSpanNs;
    private long _spanStartNs;
    private Point _lowest;
    private Point _second;
    private long _firstMediaNs;
    private long _firstDelayNs;
    private long? _raisedSinceNs;
    private bool _started;
    private double _slope;
    private double _floorNs;

    /// <summary>Nanoseconds per nanosecond that the delay grows: positive when the sender's clock is slow.</summary>
    public double Slope => _slope;

    /// <summary>How fast the sender's clock is against the receiver's, in parts per million.</summary>
    public double SenderPpm => -_slope * 1e6;

    private Point Credible => _second.Y - _lowest.Y > DropNs ? _second : _lowest;

    /// <summary>The sender's own word on its rate (sender reports), as the slope that it means; null: none.</summary>
    public double? ReportedSlope { get; set; }

    /// <summary>Takes one packet. Media time is unwrapped and from any origin; packets come in its order.</summary>
    public void Observe(long mediaNs, long arrivalNs)
    {
        long delayNs = arrivalNs - mediaNs;
        if (!_started)
            Start(mediaNs, delayNs);
        if (mediaNs - _spanStartNs >= _spanNs)
            CloseSpan(mediaNs);

        long sinceNs = mediaNs - _firstMediaNs;
        var point = new Point(sinceNs, delayNs - _firstDelayNs - _slope * sinceNs);
        if (point.Y < _lowest.Y)
            (_second, _lowest) = (_lowest, point);
        else if (point.Y < _second.Y)
            _second = point;
        else
            return;
        double lowestNs = (_count == 0 ? _lowest : Credible).Y;
        if (lowestNs < _floorNs)
            LowerFloor(lowestNs);
    }

    /// <summary>The delay that a packet of this media time has at least. Only once something was observed.</summary>
    public long DelayNsAt(long mediaNs) =>
        _firstDelayNs + (long)(_slope * (mediaNs - _firstMediaNs) + _floorNs);

    /// <summary>Media time began anew: all is forgotten but the skew, which is the clock's own.</summary>
    public void Restart() => _started = false;

    private void Start(long mediaNs, long delayNs)
    {
        _started = true;
        _firstMediaNs = mediaNs;
        _firstDelayNs = delayNs;
        _floorNs = double.PositiveInfinity;
        _count = 0;
        _spanNs = FirstSpanNs;
        _raisedSinceNs = null;
        OpenSpan(mediaNs);
    }

    private void OpenSpan(long mediaNs)
    {
        _spanStartNs = mediaNs;
        _lowest = _second = new Point(0, double.PositiveInfinity);
    }

    private void LowerFloor(double floorNs)
    {
        // What is in the window was of another clock or path, and would bend the line.
        if (_floorNs - floorNs > DropNs)
            _count = 0;
        _floorNs = floorNs;
    }

    private void CloseSpan(long mediaNs)
    {
        Point credible = Credible;
        if (!double.IsPositiveInfinity(credible.Y))
        {
            NoteRise(credible);
            // Points are kept without the slope that was believed at their time.
            Add(new Point(credible.X, credible.Y + _slope * credible.X));
            Fit();
        }

        OpenSpan(mediaNs);
    }

    private void NoteRise(Point point)
    {
        if (point.Y - _floorNs <= RiseNs)
        {
            _raisedSinceNs = null;
            return;
        }

        _raisedSinceNs ??= (long)point.X;
        if (point.X - _raisedSinceNs < RiseForNs)
            return;
        int keep = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_points[i].X >= _raisedSinceNs)
                _points[keep++] = _points[i];
        }

        _count = keep;
        _raisedSinceNs = null;
    }

    private void Add(Point point)
    {
        if (_count == MaxSpans && _spanNs < MaxSpanNs)
        {
            // From here on a span is twice as long; pairs keep the lower one, as seen along the line.
            for (int i = 0; i < MaxSpans / 2; i++)
            {
                Point a = _points[2 * i];
                Point b = _points[2 * i + 1];
                _points[i] = a.Y - _slope * a.X <= b.Y - _slope * b.X ? a : b;
            }

            _count = MaxSpans / 2;
            _spanNs *= 2;
        }
        else if (_count == MaxSpans)
        {
            _points.AsSpan(1).CopyTo(_points);
            _count--;
        }

        _points[_count++] = point;
    }

    private void Fit()
    {
        double windowNs = _points[_count - 1].X - _points[0].X;
        if (windowNs >= SlopeFromNs && HullSlope() is { } slope)
        {
            bool isSure = ReportedSlope is { } reported && Math.Abs(reported - slope) * windowNs <= MaxDoubtNs;
            _slope = isSure ? ReportedSlope!.Value : slope;
        }
        else if (ReportedSlope is { } early)
        {
            _slope = early;
        }

        double floorNs = double.PositiveInfinity;
        for (int i = 0; i < _count; i++)
            floorNs = Math.Min(floorNs, _points[i].Y - _slope * _points[i].X);
        _floorNs = floorNs;
    }

    // The slope of the lower hull's edge over the middle of the points; null when it is no clock's.
    private double? HullSlope()
    {
        double middle = 0;
        for (int i = 0; i < _count; i++)
            middle += _points[i].X / _count;

        Span<int> hull = stackalloc int[MaxSpans];
        int corners = 0;
        for (int i = 0; i < _count; i++)
        {
            while (corners >= 2 && !TurnsUp(_points[hull[corners - 2]], _points[hull[corners - 1]], _points[i]))
                corners--;
            hull[corners++] = i;
        }

        int right = 1;
        while (right < corners - 1 && _points[hull[right]].X < middle)
            right++;
        Point from = _points[hull[right - 1]];
        Point to = _points[hull[right]];
        double slope = (to.Y - from.Y) / (to.X - from.X);
        return Math.Abs(slope) <= MaxSlopePpm / 1e6 ? slope : null;
    }

    private static bool TurnsUp(Point a, Point b, Point c) =>
        (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X) > 0;

    // Nanoseconds since the first packet, and the delay above the first one's.
    private readonly record struct Point(double X, double Y);
}
