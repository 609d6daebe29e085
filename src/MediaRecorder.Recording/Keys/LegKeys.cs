using MediaRecorder.Buffers;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Gates;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Recording.Keys;

/// <summary>
/// The keys of one leg as its media tells them, by events and by tones: muted where the policy wants it, and posted to
/// whoever acts on them. Owner: the RecordingWorker.
/// </summary>
internal sealed class LegKeys(RecordingId recording, LegId leg, RecordingClock clock, Mailbox<KeyPress> keyPresses)
{
    /// <summary>What a packet reads of it, about: all.</summary>
    public const int HotBytes = 192;

    // A key whose place on the timeline differs by more than this from its arrival is not believed to lie there.
    private const long MaxKeyShiftNs = 1_000_000_000;

    private readonly LegTones _tones = new(clock);
    private TelephoneEventReceiver? _events;
    private long _keyFromNs;
    private long _keyShiftNs;
    private Gate? _gate;
    private KeySound? _event;
    private KeySound? _tone;

    /// <summary>The recording's clock; its rate may change until the file begins.</summary>
    public RecordingClock Clock
    {
        get => _tones.Clock;
        set => _tones.Clock = value;
    }

    /// <summary>The leg's, which may change until the file begins: a key that is down stays muted.</summary>
    public Gate Gate
    {
        set
        {
            _gate = value;
            Mute(_event);
            Mute(_tone);
        }
    }

    /// <summary>REQ B-07: keys are muted as soon as they are heard, so that none is written before.</summary>
    public bool Silences { get; set; }

    /// <summary>Whether <see cref="Hear"/> wants to be called: in-band tones count on this leg.</summary>
    public bool Listens { get; private set; }

    public void SetFormats(LegFormats formats)
    {
        Listens = formats.HearsTones;
        if (!Listens && _tones.Stop() is { } released)
            Post(released);
    }

    /// <summary>Takes a packet whose payload type is telephone-event.</summary>
    public void Receive(in RtpHeader header, long arrivalNs, int eventClockRate, LegTimeline timeline)
    {
        _events ??= new TelephoneEventReceiver();
        if (!_events.Receive(header, eventClockRate, arrivalNs, out DigitEvent edge))
            return;
        do
        {
            if (edge.Edge == DigitEdge.Pressed)
                _keyShiftNs = ShiftOf(header, eventClockRate, edge.StartNs, timeline);
            Post(edge);
        }
        while (_events.TryTake(out edge));
    }

    /// <summary>Listens for tones. Only while <see cref="Listens"/>; payloads come in their order.</summary>
    /// <param name="pcm">What one payload decoded to.</param>
    /// <param name="sampleRate">Samples per second of <paramref name="pcm"/>.</param>
    /// <param name="position">Where its first sample lies on the recording's clock.</param>
    public void Hear(ReadOnlySpan<short> pcm, int sampleRate, long position)
    {
        for (bool any = _tones.Hear(pcm, sampleRate, position, out ToneKey key); any; any = _tones.TryTake(out key))
            Post(key);
    }

    /// <summary>Lets go keys whose packets stopped coming.</summary>
    public void ReleaseSilent(long nowNs)
    {
        if (_tones.StopSilent(nowNs) is { } released)
            Post(released);
        if (_events is null || nowNs < _events.NextDeadlineNs || !_events.OnDeadline(nowNs, out DigitEvent edge))
            return;
        do
            Post(edge);
        while (_events.TryTake(out edge));
    }

    // Audio lies at its RTP time, which jitter and drift move away from arrival; a key's tone in the audio lies there
    // too.
    private long ShiftOf(in RtpHeader header, int eventClockRate, long startNs, LegTimeline timeline)
    {
        if (!timeline.TryLocate(header.Ssrc, header.Timestamp, eventClockRate, out long position))
            return 0;
        long shiftNs = Clock.NsAt(position) - startNs;
        return Math.Abs(shiftNs) > MaxKeyShiftNs ? 0 : shiftNs;
    }

    private void Post(DigitEvent edge)
    {
        bool released = edge.Edge == DigitEdge.Released;
        if (!released)
            _keyFromNs = edge.StartNs + Math.Min(0, _keyShiftNs);
        long toNs = released ? edge.EndNs + Math.Max(0, _keyShiftNs) : KeyHeard.StillDown;
        Post(KeyWay.TelephoneEvent, edge.Digit, _keyFromNs, toNs, released);
    }

    private void Post(ToneKey key) =>
        Post(KeyWay.Tones, key.Digit, key.FromNs, key.Released ? key.ToNs : KeyHeard.StillDown, key.Released);

    private void Post(KeyWay way, char digit, long fromNs, long toNs, bool released)
    {
        ref KeySound? sound = ref way == KeyWay.Tones ? ref _tone : ref _event;

        // Told anew by another clock the beginning may differ by a sample, and the gate would know it no more.
        if (released && sound is { ToNs: KeyHeard.StillDown } down)
            fromNs = down.FromNs;
        sound = new KeySound(fromNs, toNs);
        Mute(sound);
        keyPresses.Post(new KeyPress(recording, leg, way, digit, fromNs, toNs, released));
    }

    // At the release the same beginning gets its true end. A key may end where it began, if nothing but its end came.
    private void Mute(KeySound? heard)
    {
        if (Silences && heard is { } sound)
        {
            _gate!.Mute(
                Clock.SampleAt(sound.FromNs - RecordingControl.KeyRunInNs),
                sound.ToNs == KeyHeard.StillDown
                    ? long.MaxValue
                    : Clock.SampleAtOrAfter(sound.ToNs + RecordingControl.KeyRunOutNs));
        }
    }

    private readonly record struct KeySound(long FromNs, long ToNs);
}
