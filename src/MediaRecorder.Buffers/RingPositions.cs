using System.Runtime.InteropServices;

namespace MediaRecorder.Buffers;

// The two ends of a PacketRing, 128 bytes apart from each other and from the neighbours in the heap: x86 fetches
// lines of 64 bytes in pairs, and some ARM cores have lines of 128.
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct RingPositions
{
    // Written by the producer only. The consumer reads Write once per batch; nobody else reads KnownReleased.
    [FieldOffset(128)] public long Write;
    [FieldOffset(136)] public long KnownReleased;
    [FieldOffset(144)] public long DroppedRecords;

    // Written by the consumer only. The producer reads Released only when the ring looks full.
    [FieldOffset(256)] public long Released;
    [FieldOffset(264)] public long Read;
    [FieldOffset(272)] public long KnownWrite;
}
