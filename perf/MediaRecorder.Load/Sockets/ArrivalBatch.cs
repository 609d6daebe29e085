using System.Runtime.InteropServices;

namespace MediaRecorder.Load.Sockets;

/// <summary>
/// Packets taken from one socket in one go, with the time each arrived. One for all sockets; owner: LoadWorker.
/// </summary>
// Native memory, because recvmmsg wants addresses that stay: an array of headers, each pointing at its own buffers.
internal sealed unsafe class ArrivalBatch : IDisposable
{
    /// <summary>Packets that are taken at once. A leg is served each 20 ms, so one waits as a rule.</summary>
    public const int Capacity = 8;

    /// <summary>A longer datagram is cut; ours have 172 bytes.</summary>
    public const int PacketBytes = 512;

    private const int ControlBytes = 64;
    private const int StrideBytes = PacketBytes + ControlBytes;

    private readonly int[] _bytes = new int[Capacity];
    private readonly long[] _arrivalNs = new long[Capacity];
    private byte* _buffers = (byte*)NativeMemory.AllocZeroed(Capacity, StrideBytes);
    private IoVector* _vectors = (IoVector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(IoVector));

    public ArrivalBatch()
    {
        Headers = (MessageHeader*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(MessageHeader));
        for (var i = 0; i < Capacity; i++)
        {
            _vectors[i] = new IoVector { Bytes = Packet(i), Length = PacketBytes };
            Headers[i] =
                new MessageHeader { Vectors = &_vectors[i], VectorCount = 1, Control = Packet(i) + PacketBytes };
        }
    }

    /// <summary>
    /// For recvmmsg: one for each packet, its room for control messages emptied by <see cref="Rearm"/>.
    /// </summary>
    public MessageHeader* Headers { get; private set; }

    /// <summary>Valid until the next receive into this batch.</summary>
    public ReadOnlySpan<byte> this[int index] => new(Packet(index), _bytes[index]);

    /// <summary>On the clock of the sockets, see <see cref="LegSockets.NowNs"/>.</summary>
    public long ArrivalNs(int index) => _arrivalNs[index];

    public Span<byte> Buffer(int index) => new(Packet(index), PacketBytes);

    public void Set(int index, int bytes, long arrivalNs)
    {
        _bytes[index] = Math.Min(bytes, PacketBytes);
        _arrivalNs[index] = arrivalNs;
    }

    /// <summary>The kernel writes what it used over the lengths it was offered.</summary>
    public void Rearm()
    {
        for (var i = 0; i < Capacity; i++)
        {
            Headers[i].ControlLength = ControlBytes;
            Headers[i].Flags = 0;
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(Headers);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_buffers);
        Headers = null;
        _vectors = null;
        _buffers = null;
    }

    private byte* Packet(int index) => _buffers + index * StrideBytes;
}
