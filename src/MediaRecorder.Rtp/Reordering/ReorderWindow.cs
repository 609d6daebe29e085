using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Reordering;

/// <summary>
/// Gives the packets of one SSRC in the order of their sequence numbers, because decoders with a memory need them so.
/// What comes in order passes by it, neither copied nor delayed; what comes ahead of a gap is copied and waits until
/// the gap fills or is given up. Duplicates and restarts are told apart before (<c>ReceiverStatistics</c>). Owner: the
/// stream's reader.
/// <code>
/// number − the one waited for   result     the reader then
/// 0, or nothing came yet        Next       plays it, MoveOn, then TryTake until false
/// 1 .. 31                       Ahead      Hold
/// 32 ..                         FarAhead   GiveUp up to 31 before it and TryTake, then it is Ahead
/// less than 0                   Behind     counts it as late
/// </code>
/// </summary>
public sealed class ReorderWindow(PacketPool pool)
{
    /// <summary>Places: 160 ms of packets of 5 ms.</summary>
    public const int MaxPackets = 32;

    /// <summary>
    /// How long a packet may wait for an earlier one: reordering within networks stays below 100 ms, and the recording
    /// writes 600 ms after arrival.
    /// </summary>
    public const long MaxWaitNs = 160_000_000;

    private HeldPacket[]? _places;
    private SequenceNumber? _next;
    private int _held;
    private long _oldestArrivalNs;
    private byte[]? _taken;

    public bool IsEmpty => _held == 0;

    /// <summary>When what is missing is to be given up; long.MaxValue when nothing waits.</summary>
    public long DeadlineNs => _held == 0 ? long.MaxValue : _oldestArrivalNs + MaxWaitNs;

    public WindowOrder OrderOf(SequenceNumber number) => _next is not { } next
        ? WindowOrder.Next
        : number.Distance(next) switch
        {
            0 => WindowOrder.Next,
            < 0 => WindowOrder.Behind,
            < MaxPackets => WindowOrder.Ahead,
            _ => WindowOrder.FarAhead,
        };

    /// <summary>The packet of this number had its turn.</summary>
    public void MoveOn(SequenceNumber number) => _next = number.Plus(1);

    /// <summary>Keeps a copy of a packet that is <see cref="WindowOrder.Ahead"/>. False: it is too long to wait.</summary>
    /// <param name="isAudio">False for a packet that only fills its number: an event, comfort noise.</param>
    public bool TryHold(in RtpHeader header, long arrivalNs, bool isAudio)
    {
        byte[]? buffer = null;
        int bytes = 0;
        if (isAudio)
        {
            bytes = RtpHeader.FixedBytes + header.Payload.Length;
            buffer = pool.Rent(bytes);
            if (buffer is null)
                return false;
            RtpHeader.Write(
                buffer, header.PayloadType, header.Marker, header.SequenceNumber, header.Timestamp, header.Ssrc);
            header.Payload.CopyTo(buffer.AsSpan(RtpHeader.FixedBytes));
        }

        _places ??= new HeldPacket[MaxPackets];
        ref HeldPacket place = ref _places[header.SequenceNumber.Value % MaxPackets];
        if (place.Buffer is { } stale)
            pool.Return(stale);
        else if (!place.IsThere)
            _held++;
        if (_held == 1)
            _oldestArrivalNs = arrivalNs;
        place = new HeldPacket(true, buffer, bytes, arrivalNs);
        return true;
    }

    /// <summary>
    /// The next packet in order that waited, its place given free; false when none has its turn yet. Valid until the
    /// next call. <paramref name="packet"/> is empty for one that only filled its number.
    /// </summary>
    public bool TryTake(out ReadOnlySpan<byte> packet, out long arrivalNs)
    {
        GiveBack();
        packet = default;
        arrivalNs = 0;
        if (_held == 0 || _next is not { } next)
            return false;
        ref HeldPacket place = ref _places![next.Value % MaxPackets];
        if (!place.IsThere)
            return false;
        packet = place.Buffer is null ? default : place.Buffer.AsSpan(0, place.Bytes);
        arrivalNs = place.ArrivalNs;
        _taken = place.Buffer;
        place = default;
        _held--;
        _next = next.Plus(1);
        if (_held > 0)
            FindOldest();
        return true;
    }

    /// <summary>Waits no longer for what is missing before the first that waits; answers how many that are.</summary>
    public int GiveUp()
    {
        int missing = 0;
        while (_held > 0 && _next is { } next && !_places![next.Value % MaxPackets].IsThere)
        {
            _next = next.Plus(1);
            missing++;
        }

        return missing;
    }

    /// <summary>The same, but no further than to this number, which came and does not wait: it is
    /// <see cref="WindowOrder.Next"/> unless another has its turn before it.</summary>
    public int GiveUp(SequenceNumber until)
    {
        int missing = 0;
        while (_next is { } next && next != until && (_held == 0 || !_places![next.Value % MaxPackets].IsThere))
        {
            _next = next.Plus(1);
            missing++;
        }

        return missing;
    }

    /// <summary>Nothing waits: this number has its turn now.</summary>
    public void JumpTo(SequenceNumber number) => _next = number;

    /// <summary>Forgets everything; the next packet has its turn, whatever its number.</summary>
    public void Clear()
    {
        GiveBack();
        _next = null;
        for (int i = 0; _held > 0; i++)
        {
            if (!_places![i].IsThere)
                continue;
            if (_places[i].Buffer is { } buffer)
                pool.Return(buffer);
            _places[i] = default;
            _held--;
        }
    }

    private void GiveBack()
    {
        if (_taken is null)
            return;
        pool.Return(_taken);
        _taken = null;
    }

    private void FindOldest()
    {
        _oldestArrivalNs = long.MaxValue;
        foreach (HeldPacket place in _places!)
        {
            if (place.IsThere)
                _oldestArrivalNs = Math.Min(_oldestArrivalNs, place.ArrivalNs);
        }
    }
}
