using MediaRecorder.Buffers;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Gates;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Recording;

/// <summary>One leg inside a recording: timeline, gate, formats and keypad. Owner: the RecordingWorker.</summary>
internal sealed class RecordingLeg(
    RecordingId recording, RecordedLeg leg, RecordingClock clock, Mailbox<KeyPress> keyPresses)
{
    // A key whose place on the timeline differs by more than this from its arrival is not believed to lie there.
    private const long MaxKeyShiftNs = 1_000_000_000;

    private LegFormats _formats = LegFormats.CreateStatic();
    private TelephoneEventReceiver? _keys;
    private int _keysClockRate;
    private long _keyFromNs;
    private long _keyShiftNs;

    public LegId Id => leg.Leg;

    public LegRole Role => leg.Role;

    public LegTimeline Timeline { get; } = new(clock);

    public Gate Gate { get; } = new();

    public void SetFormats(LegFormats formats) => _formats = formats;

    public Placement Receive(in RtpHeader header, long arrivalNs)
    {
        Placement placement = Timeline.Receive(header, arrivalNs, _formats);
        if (placement == Placement.Event)
            HearKey(header, arrivalNs);
        return placement;
    }

    /// <summary>Lets go a key whose packets stopped coming.</summary>
    public void ReleaseSilentKey(long nowNs)
    {
        if (_keys is null || nowNs < _keys.NextDeadlineNs || !_keys.OnDeadline(nowNs, out DigitEvent edge))
            return;
        do
            Post(edge);
        while (_keys.TryTake(out edge));
    }

    private void HearKey(in RtpHeader header, long arrivalNs)
    {
        if (_keys is null || _keysClockRate != _formats.EventClockRate)
        {
            _keysClockRate = _formats.EventClockRate;
            _keys = new TelephoneEventReceiver(_keysClockRate);
        }

        if (!_keys.Receive(header, arrivalNs, out DigitEvent edge))
            return;
        do
        {
            if (edge.Edge == DigitEdge.Pressed)
                _keyShiftNs = ShiftOf(header, edge.StartNs);
            Post(edge);
        }
        while (_keys.TryTake(out edge));
    }

    // Audio lies at its RTP time, which jitter and drift move away from arrival; a key's tone in the audio lies there
    // too.
    private long ShiftOf(in RtpHeader header, long startNs)
    {
        if (_keysClockRate != Recording.SampleRate
            || !Timeline.TryLocate(header.Ssrc, header.Timestamp, out long position))
        {
            return 0;
        }

        long shiftNs = clock.NsAt(position) - startNs;
        return Math.Abs(shiftNs) > MaxKeyShiftNs ? 0 : shiftNs;
    }

    private void Post(DigitEvent edge)
    {
        bool released = edge.Edge == DigitEdge.Released;
        if (!released)
            _keyFromNs = edge.StartNs + Math.Min(0, _keyShiftNs);
        long toNs = released ? edge.EndNs + Math.Max(0, _keyShiftNs) : long.MaxValue;
        keyPresses.Post(new KeyPress(recording, leg.Leg, edge.Digit, _keyFromNs, toNs, released));
    }
}
