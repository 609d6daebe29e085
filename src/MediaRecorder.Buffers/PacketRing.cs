using System.Numerics;
using System.Runtime.InteropServices;

namespace MediaRecorder.Buffers;

/// <summary>
/// A ring of bytes that hands packets from one thread to one other without a lock, a wake-up or an allocation. The
/// consumer polls. When the ring is full the packet is dropped and counted; the producer never waits.
/// </summary>
// Owners: TryWrite belongs to one producer thread (a MediaWorker); WritePosition, TryRead and Release to one consumer
// thread (a RecordingWorker); the counters to anybody. Dispose when both have stopped.
//
// Positions are byte counts that only grow; position & mask is the offset. A record is never split over the end:
//
//   0        4        8                 16
//   +--------+--------+------------------+----------------+-----+
//   | length | tap    | arrivalNs        | packet         | pad |    pad to 8 bytes
//   +--------+--------+------------------+----------------+-----+
//   length -1 = wrap marker: nothing more before the end, the record begins at offset 0
//
// A marker is published together with the record after it, so a position seen by the consumer is always the end of a
// record. Offsets are multiples of 8, so that there is always room for a marker.
//
// Ordering (x86 and ARM alike): the producer fills the record, then stores Write with release; the consumer loads Write
// with acquire, then reads the record. The way back is the same: the consumer reads, then stores Released with release;
// the producer loads it with acquire before it overwrites. Each side keeps the last value it saw of the other, so
// that a write normally touches one shared line (Write) besides the record itself.
public sealed unsafe class PacketRing : IDisposable
{
    /// <summary>Bytes a record takes besides its packet (which is padded to 8).</summary>
    public const int RecordHeaderBytes = 16;

    // RTP with 20 ms of G.711.
    private const int UsualRecordBytes = RecordHeaderBytes + 172;

    private const int MinCapacityBytes = 64;
    private const int WrapMarker = -1;
    private const nuint MemoryAlignmentBytes = 128;

    private readonly long _mask;
    private byte* _memory;
    private RingPositions _positions;

    /// <param name="capacityBytes">A power of two, at least 64.</param>
    public PacketRing(int capacityBytes)
    {
        if (capacityBytes < MinCapacityBytes || !BitOperations.IsPow2(capacityBytes))
            throw new ArgumentOutOfRangeException(nameof(capacityBytes), capacityBytes, "not a power of two from 64");

        CapacityBytes = capacityBytes;
        _mask = capacityBytes - 1;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)capacityBytes, MemoryAlignmentBytes);
        // Touches every page now: the packet path shall not take the page faults.
        NativeMemory.Clear(_memory, (nuint)capacityBytes);
    }

    public int CapacityBytes { get; }

    /// <summary>The longest packet that an empty ring takes wherever its position stands; a longer one is dropped.
    /// Half of the ring, because the way to the end may have to be skipped.</summary>
    public int MaxPacketBytes => CapacityBytes / 2 - RecordHeaderBytes;

    /// <summary>Packets that <see cref="TryWrite"/> refused. Any thread.</summary>
    public long DroppedRecords => Volatile.Read(ref _positions.DroppedRecords);

    /// <summary>Bytes written and not yet released, a moment ago. Any thread.</summary>
    public long UsedBytes
    {
        get
        {
            // Released first: it never passes Write, so the difference cannot be negative. It can be too large when
            // both move between the two reads.
            var released = Volatile.Read(ref _positions.Released);
            return Math.Min(Volatile.Read(ref _positions.Write) - released, CapacityBytes);
        }
    }

    /// <summary>The end of what is written now: the bound that a consumer takes once and hands to
    /// <see cref="TryRead"/>, so that a batch ends although the producer goes on.</summary>
    public long WritePosition => Volatile.Read(ref _positions.Write);

    /// <summary>Producer thread. False: full or too long; the packet is lost and counted.</summary>
    public bool TryWrite(TapId tap, long arrivalNs, ReadOnlySpan<byte> packet)
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        if (packet.Length > MaxPacketBytes)
            return Drop();

        var write = _positions.Write;
        var recordBytes = RecordBytes(packet.Length);
        var offset = (int)(write & _mask);
        var bytesToEnd = CapacityBytes - offset;
        var skippedBytes = recordBytes > bytesToEnd ? bytesToEnd : 0;
        var end = write + skippedBytes + recordBytes;
        if (end - _positions.KnownReleased > CapacityBytes)
        {
            _positions.KnownReleased = Volatile.Read(ref _positions.Released);
            if (end - _positions.KnownReleased > CapacityBytes)
                return Drop();
        }

        if (skippedBytes != 0)
        {
            *(int*)(_memory + offset) = WrapMarker;
            offset = 0;
        }

        var record = _memory + offset;
        *(int*)record = packet.Length;
        *(int*)(record + 4) = tap.Value;
        *(long*)(record + 8) = arrivalNs;
        packet.CopyTo(new Span<byte>(record + RecordHeaderBytes, packet.Length));
        Volatile.Write(ref _positions.Write, end);
        return true;
    }

    /// <summary>Consumer thread. The next record that begins before <paramref name="untilPosition"/>; several may be
    /// read before one <see cref="Release"/>.</summary>
    public bool TryRead(long untilPosition, out PacketRecord record)
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        // A bound beyond what is written cannot make the consumer read garbage.
        if (untilPosition > _positions.KnownWrite)
            _positions.KnownWrite = Volatile.Read(ref _positions.Write);

        var read = _positions.Read;
        if (read >= Math.Min(untilPosition, _positions.KnownWrite))
        {
            record = default;
            return false;
        }

        if (*(int*)(_memory + (read & _mask)) == WrapMarker)
            read += CapacityBytes - (read & _mask);
        record = RecordAt(read);
        _positions.Read = read + RecordBytes(record.Packet.Length);
        return true;
    }

    /// <summary>Consumer thread. A record that was read before and is not released yet.</summary>
    /// <param name="position">Its <see cref="PacketRecord.Position"/>.</param>
    public PacketRecord At(long position)
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        if (position < _positions.Released || position >= _positions.Read)
            throw new ArgumentOutOfRangeException(nameof(position), position, "not read, or released");
        return RecordAt(position);
    }

    /// <summary>Consumer thread. Brings a record into the cache that will be asked for soon.</summary>
    public void Foresee(long position)
    {
        if (_memory is not null)
            CacheHint.Prefetch(_memory + (position & _mask), UsualRecordBytes);
    }

    /// <summary>Consumer thread. Frees the record read last and all before it; their spans are dead
    /// afterwards.</summary>
    public void Release() => Volatile.Write(ref _positions.Released, _positions.Read);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    private static int RecordBytes(int packetBytes) => RecordHeaderBytes + ((packetBytes + 7) & ~7);

    private PacketRecord RecordAt(long position)
    {
        var start = _memory + (position & _mask);
        return new PacketRecord(
            position,
            new TapId(*(int*)(start + 4)),
            *(long*)(start + 8),
            new ReadOnlySpan<byte>(start + RecordHeaderBytes, *(int*)start));
    }

    private bool Drop()
    {
        Volatile.Write(ref _positions.DroppedRecords, _positions.DroppedRecords + 1);
        return false;
    }
}
