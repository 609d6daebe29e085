using MediaRecorder.Policy.Cues;

namespace MediaRecorder.Calls.Cues;

/// <summary>
/// The keys of one leg, each once, though it may come as telephone-event, as tones and by INFO. Owner: the SipWorker.
/// <code>
/// a way tells                                              result
/// a key that another way told, of the same digit, near,    the same key; nothing new
///   and after the last key that this way told
/// any other key                                            a new key; one that is still down before it has come up
/// that a key has come up, for the first time of any way    a keystroke
/// </code>
/// Each way tells its keys in order and each once (src/decisions/0005), so that the second of two equal keys is the second
/// on every way, however near they are. A key that its quickest way lost comes when the next way tells it, in the order of
/// telling. Only where one way lost the first of two equal keys within the slack, and another the second, are the two taken
/// for one.
/// </summary>
internal sealed class PressedKeys
{
    /// <summary>
    /// How far the media's two ways may be apart at the start of a key: a gateway that makes events of tones needs 40 ms
    /// to know one and sends its packets at their own pace, and 200 ms are what the timeline lets audio differ from its
    /// arrival.
    /// </summary>
    public const long MediaSlackNs = 250_000_000;

    /// <summary>
    /// How long after the end of a key its INFO may come. RFC 3261 §17.1.2.2, Timer E: by UDP it goes again after 0.5 s and
    /// 1.5 s, so this is two losses and half a second of travel. Some phones send it when the key comes up.
    /// </summary>
    public const long InfoSlackNs = 2_000_000_000;

    // Nobody presses more keys than this in the time that an INFO may be late.
    private const int Remembered = 32;

    private readonly Key[] _keys = new Key[Remembered];

    // Numbers of the key that each way told last, and of the one that it holds down; -1 for none.
    private readonly long[] _told = [-1, -1, -1];
    private readonly long[] _held = [-1, -1, -1];
    private readonly Queue<Keystroke> _strokes = new(2);
    private long _next;

    /// <summary>A key went down. Of a SIP INFO, which knows no times, its arrival.</summary>
    public void Press(KeyWay way, char digit, long fromNs, long nowNs)
    {
        var number = Find(way, digit, fromNs, nowNs);
        if (number < 0)
        {
            for (var older = Math.Max(0, _next - Remembered); older < _next; older++)
                Count(older, fromNs);
            number = _next++;
            At(number) = new Key(digit, fromNs);
        }

        ref var key = ref At(number);
        key.FromNs = Math.Min(key.FromNs, fromNs);
        if (way == KeyWay.SipInfo)
            key.InfoNs = nowNs;
        else
            key.MediaFromNs = Math.Min(key.MediaFromNs ?? fromNs, fromNs);
        _told[(int)way] = _held[(int)way] = number;
    }

    /// <summary>The key that this way told last came up.</summary>
    public void Release(KeyWay way, long toNs)
    {
        var number = _held[(int)way];
        _held[(int)way] = -1;
        if (number < 0 || number < _next - Remembered)
            return;
        if (way != KeyWay.SipInfo)
            At(number).MediaToNs = Math.Max(At(number).MediaToNs ?? toNs, toNs);
        Count(number, toNs);
    }

    /// <summary>The keys that have come up, in the order in which they went down.</summary>
    public bool TryTake(out Keystroke stroke) => _strokes.TryDequeue(out stroke);

    private long Find(KeyWay way, char digit, long fromNs, long nowNs)
    {
        for (var number = Math.Max(_told[(int)way] + 1, _next - Remembered); number < _next; number++)
        {
            var key = At(number);
            if (key.Digit == digit && IsNear(way, key, fromNs, nowNs))
                return number;
        }

        return -1;
    }

    private static bool IsNear(KeyWay way, in Key key, long fromNs, long nowNs)
    {
        if (way == KeyWay.SipInfo)
        {
            return key.MediaFromNs is { } mediaFromNs
                && nowNs >= mediaFromNs - MediaSlackNs
                && nowNs <= (key.MediaToNs ?? nowNs) + InfoSlackNs;
        }

        if (key.MediaFromNs is { } otherNs)
            return Math.Abs(fromNs - otherNs) <= MediaSlackNs;
        return key.InfoNs is { } infoNs && infoNs >= fromNs - MediaSlackNs;
    }

    private void Count(long number, long toNs)
    {
        ref var key = ref At(number);
        if (key.IsCounted)
            return;
        key.IsCounted = true;
        _strokes.Enqueue(new Keystroke(key.Digit, key.FromNs, Math.Max(key.FromNs, toNs)));
    }

    private ref Key At(long number) => ref _keys[number % Remembered];

    private struct Key(char digit, long fromNs)
    {
        public readonly char Digit = digit;
        public long FromNs = fromNs;
        public long? MediaFromNs;
        public long? MediaToNs;
        public long? InfoNs;
        public bool IsCounted;
    }
}
