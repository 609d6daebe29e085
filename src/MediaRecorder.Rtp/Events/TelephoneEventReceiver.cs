using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Events;

/// <summary>
/// Makes key presses of one leg's telephone-event packets: one press per key, whatever is lost, repeated or
/// reordered, as long as one packet of the key arrives.
/// <code>
/// state   input                                   result
/// idle    packet of an unknown key                Pressed → held (with the end bit: Pressed, Released → idle)
/// idle    packet of a key heard before            counted, nothing
/// held    packet of the held key                  nothing; with the end bit: Released → idle
/// held    packet of an earlier key                counted, nothing
/// held    packet of an unknown key                Released, then as in idle
/// held    120 ms without a packet of the key      Released → idle
/// </code>
/// What makes a packet belong to a key is in HeardKey. Owner: the leg's reader, one thread.
/// </summary>
public sealed class TelephoneEventReceiver
{
    /// <summary>Without a packet for this long a key counts as released: two updates of 50 ms (RFC 4733 §2.5.1) lost or
    /// late.</summary>
    public const long SilenceNs = 120_000_000;

    // Late packets belong to the last key or the one before; more only costs a few comparisons.
    private const int RememberedKeys = 8;

    private readonly HeardKey[] _keys = new HeardKey[RememberedKeys];

    // One packet adds three edges at most; it only grows when the caller does not drain it.
    private readonly Queue<DigitEvent> _edges = new(8);
    private int _newest;
    private HeardKey? _held;
    private long _lastEndNs = long.MinValue;

    public TelephoneEventReceiver()
    {
        for (var i = 0; i < _keys.Length; i++)
            _keys[i] = new HeardKey();
    }

    /// <summary>When <see cref="OnDeadline"/> wants to be called; long.MaxValue while no key is held.</summary>
    public long NextDeadlineNs => _held is null ? long.MaxValue : _held.LastArrivalNs + SilenceNs;

    public long PressedKeys { get; private set; }

    /// <summary>Packets that told nothing new but that a key goes on or has ended.</summary>
    public long RepeatedPackets { get; private set; }

    /// <summary>Packets of events that are no keys (flash, tones).</summary>
    public long OtherEventPackets { get; private set; }

    public long MalformedPackets { get; private set; }

    /// <summary>Takes one packet whose payload type is telephone-event. True: <paramref name="digit"/> is an edge, and
    /// <see cref="TryTake"/> may have more (a new key also releases the one before).</summary>
    /// <param name="clockRate">That of the packet's payload type in the SDP, the unit of its duration. RFC 4733 §2.1: an
    /// SDP has a telephone-event for each clock rate of its codecs, and a sender that changes the codec changes both.
    /// </param>
    /// <param name="arrivalNs">Not before that of the packet before.</param>
    public bool Receive(in RtpHeader header, int clockRate, long arrivalNs, out DigitEvent digit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clockRate);
        if (!TelephoneEvent.TryParse(header.Payload, out var heard, out _))
            MalformedPackets++;
        else if (heard.Digit is { } key)
            Hear(header, clockRate, heard, key, arrivalNs);
        else
            OtherEventPackets++;
        return TryTake(out digit);
    }

    /// <summary>Releases a key that fell silent. Harmless when called early or for nothing.</summary>
    public bool OnDeadline(long nowNs, out DigitEvent digit)
    {
        ReleaseSilent(nowNs);
        return TryTake(out digit);
    }

    /// <summary>Further edges of the last input, in order.</summary>
    public bool TryTake(out DigitEvent digit) => _edges.TryDequeue(out digit);

    private void Hear(in RtpHeader header, int clockRate, TelephoneEvent heard, char digit, long arrivalNs)
    {
        ReleaseSilent(arrivalNs);
        if (Find(header, clockRate, heard, arrivalNs) is { } known)
        {
            RepeatedPackets++;
            known.Absorb(header, heard, arrivalNs);
            if (heard.End && known == _held)
                Release(known.ReportedEndNs, arrivalNs);
            return;
        }
        if (_held is not null)
            Release(EndWithoutEndPacket(_held), arrivalNs);
        _newest = (_newest + 1) % _keys.Length;
        _held = _keys[_newest];
        _held.Begin(header, clockRate, heard, digit, arrivalNs, _lastEndNs);
        PressedKeys++;
        _edges.Enqueue(new DigitEvent(digit, _held.StartNs, DigitEdge.Pressed, arrivalNs));
        if (heard.End)
            Release(_held.ReportedEndNs, arrivalNs);
    }

    private HeardKey? Find(in RtpHeader header, int clockRate, TelephoneEvent heard, long arrivalNs)
    {
        for (var age = 0; age < _keys.Length; age++)
        {
            if (Remembered(age).Covers(header, clockRate, heard, arrivalNs))
                return Remembered(age);
        }
        for (var age = 0; age < _keys.Length; age++)
        {
            if (Remembered(age).Extends(header, clockRate, heard, arrivalNs))
                return Remembered(age);
        }
        return null;
    }

    private HeardKey Remembered(int age) => _keys[(_newest - age + _keys.Length) % _keys.Length];

    private void ReleaseSilent(long nowNs)
    {
        if (_held is not null && nowNs >= NextDeadlineNs)
            Release(EndWithoutEndPacket(_held), nowNs);
    }

    private static long EndWithoutEndPacket(HeardKey key) => Math.Max(key.ReportedEndNs, key.LastArrivalNs);

    // A duration in wrong units must not reach into the future, where it would shift the next key.
    private void Release(long endNs, long nowNs)
    {
        var key = _held!;
        _held = null;
        _lastEndNs = Math.Min(endNs, nowNs);
        _edges.Enqueue(new DigitEvent(key.Digit, key.StartNs, DigitEdge.Released, _lastEndNs));
    }
}
