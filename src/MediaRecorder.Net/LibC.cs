using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]
[assembly: InternalsVisibleTo("MediaRecorder.Net.Tests")]

namespace MediaRecorder.Net;

// The system calls of EpollLoop, 64-bit Linux only. Every signature is blittable, so that the JIT calls libc
// directly: no stub, no pinning handle, no copy. SetLastError is not used, because it clears and saves errno on every
// call; who needs errno reads Marshal.GetLastSystemError() as the very next thing (the runtime keeps errno over a
// return from native code).
//
// None of them has SuppressGCTransition. It saves nanoseconds a call, and in return the collector cannot stop this
// thread while it is in the call. It is meant for calls well under a microsecond that take no locks. epoll_wait
// blocks. sendto on loopback runs the receiver's whole stack, microseconds of it, and on a real interface the driver.
// recvfrom copies and frees under the socket's lock. A collection would wait for each of them, on all cores.
internal static unsafe partial class LibC
{
    internal const int AfInet = 2;
    internal const int AfInet6 = 10;
    internal const int SockDgramNonblockCloexec = 0x2 | 0x800 | 0x80000;
    internal const int MsgTrunc = 0x20;
    internal const int MsgDontwait = 0x40;

    internal const int SolSocket = 1;
    internal const int SoRcvbuf = 8;
    internal const int SoRcvbufforce = 33;
    internal const int IpprotoIpv6 = 41;
    internal const int Ipv6V6only = 26;

    internal const int EpollCloexec = 0x80000;
    internal const int EpollCtlAdd = 1;
    internal const int EpollCtlDel = 2;
    internal const uint Epollin = 0x1;
    internal const uint Epollet = 0x80000000;
    internal const int EfdNonblockCloexec = 0x800 | 0x80000;

    internal const int PrioProcess = 0;
    internal const int PrSetTimerslack = 29;

    internal const int Eperm = 1;
    internal const int Eintr = 4;
    internal const int Ebadf = 9;
    internal const int Eagain = 11;
    internal const int Eacces = 13;
    internal const int Enfile = 23;
    internal const int Emfile = 24;
    internal const int Eafnosupport = 97;
    internal const int Eaddrinuse = 98;
    internal const int Eaddrnotavail = 99;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "socket")]
    internal static partial int Socket(int domain, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "bind")]
    internal static partial int Bind(int socket, byte* address, int addressBytes);

    [LibraryImport(Library, EntryPoint = "getsockname")]
    internal static partial int GetSocketName(int socket, byte* address, int* addressBytes);

    [LibraryImport(Library, EntryPoint = "setsockopt")]
    internal static partial int SetSocketOption(int socket, int level, int name, int* value, int valueBytes);

    [LibraryImport(Library, EntryPoint = "getsockopt")]
    internal static partial int GetSocketOption(int socket, int level, int name, int* value, int* valueBytes);

    [LibraryImport(Library, EntryPoint = "recvfrom")]
    internal static partial nint ReceiveFrom(
        int socket, byte* buffer, nint bufferBytes, int flags, byte* address, int* addressBytes);

    [LibraryImport(Library, EntryPoint = "sendto")]
    internal static partial nint SendTo(
        int socket, byte* buffer, nint bufferBytes, int flags, byte* address, int addressBytes);

    [LibraryImport(Library, EntryPoint = "epoll_create1")]
    internal static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl")]
    internal static partial int EpollControl(int epoll, int operation, int socket, byte* epollEvent);

    [LibraryImport(Library, EntryPoint = "epoll_wait")]
    internal static partial int EpollWait(int epoll, byte* events, int maxEvents, int timeoutMs);

    // Linux 5.11 and glibc 2.35; the timeout is a struct timespec of two 64-bit numbers.
    [LibraryImport(Library, EntryPoint = "epoll_pwait2")]
    internal static partial int EpollPwait2(int epoll, byte* events, int maxEvents, long* timeout, byte* signalMask);

    // A struct timespec, as above.
    [LibraryImport(Library, EntryPoint = "nanosleep")]
    internal static partial int NanoSleep(long* time, long* remaining);

    [LibraryImport(Library, EntryPoint = "prctl")]
    internal static partial int ProcessControl(int option, nuint value, nuint third, nuint fourth, nuint fifth);

    [LibraryImport(Library, EntryPoint = "eventfd")]
    internal static partial int EventFd(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "write")]
    internal static partial nint Write(int file, byte* bytes, nint count);

    [LibraryImport(Library, EntryPoint = "close")]
    internal static partial int Close(int file);

    [LibraryImport(Library, EntryPoint = "setpriority")]
    internal static partial int SetPriority(int which, int who, int nice);

    [LibraryImport(Library, EntryPoint = "syscall")]
    internal static partial nint SystemCall(
        nint number, nint process, SchedulingAttributes* attributes, nint sizeOrFlags, nint flags);

    /// <summary>struct sched_attr, as it was at first.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct SchedulingAttributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong RuntimeNs;
        public ulong DeadlineNs;
        public ulong PeriodNs;
    }
}
