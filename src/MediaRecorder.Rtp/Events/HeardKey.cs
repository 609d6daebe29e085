using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Events;

/// <summary>
/// What is remembered of one key press, so that each further packet can be told to be its own or not. Reused: the
/// receiver keeps a fixed ring of these.
/// <code>
/// packet of the same SSRC, clock rate and code, RTP timestamp …       belongs to this key when
/// within first..last heard                                always, unless it is plainly a new press
/// before the first                                        reordered and restamped: shorter by as much as it is earlier
/// after the last: next segment (RFC 4733 §2.5.1.3)        not ended, no marker, begins where the last segment ended
/// after the last: restamped                               not ended, duration grew by as much as the timestamp did
/// after the last: repeated end, restamped                 ended, an end packet too, at most one update later
/// </code>
/// "Restamped": a faulty sender gives every packet of a key a new timestamp; RFC 4733 §2.2.1 wants the key's start.
/// </summary>
internal sealed class HeardKey
{
    private const long NsPerSecond = 1_000_000_000;
    private const long NsPerMs = 1_000_000;

    // Nothing of a key arrives this late; beyond it an equal timestamp is chance or a sender whose clock stands still.
    private const long ForgetNs = 5_000 * NsPerMs;

    // A segment may be cut before 0xFFFF ticks when the next update would pass it.
    private const int LongSegmentTicks = 0xF000;

    private bool _inUse;
    private int _clockRate;
    private Ssrc _ssrc;
    private byte _code;
    private RtpTimestamp _firstTimestamp;
    private int _firstDurationTicks;
    private RtpTimestamp _lastTimestamp;
    private int _lastDurationTicks;
    private long _earlierSegmentsTicks;
    private SequenceNumber _newestSequence;
    private bool _ended;

    public char Digit { get; private set; }

    public long StartNs { get; private set; }

    /// <summary>Of the newest packet: a late copy of an old one is no sign that the key is still held.</summary>
    public long LastArrivalNs { get; private set; }

    /// <summary>Start plus the longest duration reported, over all segments.</summary>
    public long ReportedEndNs => StartNs + NsOf(_earlierSegmentsTicks + _lastDurationTicks);

    // RFC 4733 §2.5.1: updates come every 50 ms or with each audio packet. One update is the most that the timestamp of
    // a restamped packet may stray from the step of its duration.
    private int UpdateTicks => TicksOf(50);

    // ITU-T Q.24: 40 ms of tone and 40 ms of pause are the least from one key to the next.
    private int ShortestRepeatTicks => TicksOf(80);

    private int SilenceTicks => TicksOf((int)(TelephoneEventReceiver.SilenceNs / NsPerMs));

    public void Begin(
        in RtpHeader header, int clockRate, TelephoneEvent heard, char digit, long arrivalNs, long notBeforeNs)
    {
        _inUse = true;
        _clockRate = clockRate;
        _ssrc = header.Ssrc;
        _code = heard.Code;
        _firstTimestamp = _lastTimestamp = header.Timestamp;
        _firstDurationTicks = _lastDurationTicks = heard.DurationTicks;
        _earlierSegmentsTicks = 0;
        _newestSequence = header.SequenceNumber;
        _ended = heard.End;
        Digit = digit;
        StartNs = Math.Min(arrivalNs, Math.Max(notBeforeNs, arrivalNs - NsOf(heard.DurationTicks)));
        LastArrivalNs = arrivalNs;
    }

    /// <summary>The timestamp itself says so: the only question with a correct sender.</summary>
    public bool Covers(in RtpHeader header, int clockRate, TelephoneEvent heard, long arrivalNs) =>
        IsAlike(header, clockRate, heard, arrivalNs)
        && header.Timestamp.Distance(_firstTimestamp) >= 0
        && header.Timestamp.Distance(_lastTimestamp) <= 0
        && !IsPressedAgain(header, heard);

    /// <summary>Asked when no key covers the packet: it widens this one, as a further segment or restamped.</summary>
    public bool Extends(in RtpHeader header, int clockRate, TelephoneEvent heard, long arrivalNs)
    {
        if (!IsAlike(header, clockRate, heard, arrivalNs))
            return false;
        var beforeFirst = _firstTimestamp.Distance(header.Timestamp);
        if (beforeFirst > 0)
            return IsReorderedStart(beforeFirst, heard);
        var afterLast = header.Timestamp.Distance(_lastTimestamp);
        if (afterLast <= 0)
            return false;
        if (_ended)
            return heard.End && afterLast <= UpdateTicks;
        return IsRestamped(afterLast, heard, arrivalNs) || IsNextSegment(afterLast, header, heard, arrivalNs);
    }

    /// <summary>Takes in a packet that this key covers or that extends it.</summary>
    public void Absorb(in RtpHeader header, TelephoneEvent heard, long arrivalNs)
    {
        var afterLast = header.Timestamp.Distance(_lastTimestamp);
        if (afterLast > 0)
        {
            // Either the durations of both segments add up, or the duration of a restamped packet tells the whole.
            if (!_ended && !IsRestamped(afterLast, heard, arrivalNs))
            {
                _earlierSegmentsTicks += afterLast;
                _lastDurationTicks = 0;
            }
            _lastTimestamp = header.Timestamp;
        }
        if (afterLast >= 0)
            _lastDurationTicks = Math.Max(_lastDurationTicks, heard.DurationTicks);
        if (_firstTimestamp.IsAfter(header.Timestamp))
        {
            _firstTimestamp = header.Timestamp;
            _firstDurationTicks = heard.DurationTicks;
        }
        if (header.SequenceNumber.IsAfter(_newestSequence))
        {
            _newestSequence = header.SequenceNumber;
            LastArrivalNs = arrivalNs;
        }
        _ended |= heard.End;
    }

    private bool IsAlike(in RtpHeader header, int clockRate, TelephoneEvent heard, long arrivalNs) =>
        _inUse && _ssrc == header.Ssrc && _clockRate == clockRate && _code == heard.Code && arrivalNs - LastArrivalNs <= ForgetNs;

    // A sender whose media clock stands still while it sends no audio gives the same timestamp to two presses. Only a
    // later packet that sets the marker and counts from the start again is such a press.
    private bool IsPressedAgain(in RtpHeader header, TelephoneEvent heard) =>
        header.Marker
        && !heard.End
        && heard.DurationTicks < _lastDurationTicks
        && header.SequenceNumber.IsAfter(_newestSequence);

    private bool IsReorderedStart(int beforeFirst, TelephoneEvent heard)
    {
        var shorterBy = _firstDurationTicks - heard.DurationTicks;
        return shorterBy >= 0 && Math.Abs(beforeFirst - shorterBy) <= UpdateTicks;
    }

    private bool IsRestamped(int afterLast, TelephoneEvent heard, long arrivalNs)
    {
        var grewBy = heard.DurationTicks - _lastDurationTicks;
        if (grewBy < 0 || Math.Abs(afterLast - grewBy) > UpdateTicks)
            return false;
        if (grewBy == 0 && afterLast == _lastDurationTicks)
            return false;
        // The same key pressed twice can look alike when most packets of both were lost. Then the new packet comes a
        // whole duration after its timestamp; a restamped one comes when its timestamp says.
        return afterLast < ShortestRepeatTicks || arrivalNs - LastArrivalNs < NsOf(afterLast + grewBy / 2);
    }

    private bool IsNextSegment(int afterLast, in RtpHeader header, TelephoneEvent heard, long arrivalNs)
    {
        if (header.Marker)
            return false;
        // A new key may by chance begin where a restamped one seems to end; it does not come when the segment would.
        var dueNs = LastArrivalNs + NsOf(afterLast + heard.DurationTicks - _lastDurationTicks);
        if (Math.Abs(arrivalNs - dueNs) > NsOf(UpdateTicks))
            return false;
        var unheardTicks = afterLast - _lastDurationTicks;
        return unheardTicks == 0
            || (afterLast is >= LongSegmentTicks and <= ushort.MaxValue
                && unheardTicks > 0
                && unheardTicks <= SilenceTicks);
    }

    private int TicksOf(int ms) => (int)((long)ms * _clockRate / 1000);

    private long NsOf(long ticks) => ticks * NsPerSecond / _clockRate;
}
