using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace MediaRecorder.Load.Sockets;

// The system calls of KernelStampedSocket, 64-bit Linux. MediaRecorder.Net has no use for time stamps, so it has
// neither recvmmsg nor SO_TIMESTAMPNS; the meter needs them, or its own lateness would count as the recorder's.
internal static unsafe partial class LibC
{
    internal const int AfInet = 2;
    internal const int AfInet6 = 10;
    internal const int SockDgramNonblockCloexec = 0x2 | 0x800 | 0x80000;
    internal const int SolSocket = 1;
    internal const int SoTimestampNs = 35;
    internal const int MsgDontwait = 0x40;
    internal const int ClockRealtime = 0;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "socket")]
    internal static partial int Socket(int domain, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "bind")]
    internal static partial int Bind(int socket, byte* address, int addressBytes);

    [LibraryImport(Library, EntryPoint = "setsockopt")]
    internal static partial int SetSocketOption(int socket, int level, int name, int* value, int valueBytes);

    [LibraryImport(Library, EntryPoint = "recvmmsg")]
    internal static partial int ReceiveMessages(
        int socket, MessageHeader* headers, uint count, int flags, long* timeout);

    [LibraryImport(Library, EntryPoint = "sendto")]
    internal static partial nint SendTo(
        int socket, byte* buffer, nint bufferBytes, int flags, byte* address, int addressBytes);

    [LibraryImport(Library, EntryPoint = "close")]
    internal static partial int Close(int file);

    // SuppressGCTransition: answered by the vDSO in some 20 ns, without a system call or a lock.
    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "clock_gettime")]
    internal static partial int GetTime(int clock, long* timespec);
}
