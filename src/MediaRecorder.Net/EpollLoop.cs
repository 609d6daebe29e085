using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MediaRecorder.Net;

/// <summary>The loop for 64-bit Linux: epoll and libc by P/Invoke, because the runtime's own sockets cost four times as
/// much CPU for each packet (design.md, "Threads and ownership").</summary>
public sealed unsafe class EpollLoop : EventLoop
{
    private const int MaxEvents = 1024;
    private const ulong WakeKey = ulong.MaxValue;
    private const long NsPerSecond = 1_000_000_000;
    private const long NsPerMs = 1_000_000;

    // Linux gives threads 50 µs of slack to join their timers, a fifth of what Rest is asked for.
    private const int RestSlackNs = 1000;

    // struct epoll_event { uint32_t events; uint64_t data; } is packed on x86-64 and aligned on every other machine.
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int KeyOffset = EventBytes - sizeof(ulong);

    private readonly Lock _wakeGate = new();
    private readonly bool _waitsInNanoseconds;
    private int _epoll;

    // Under the gate: Wake may come from any thread at any time, and after Dispose the number can be another file's.
    private int _wakeDescriptor;
    private byte* _events;
    private bool _restsFinely;

    /// <summary>Throws <see cref="PlatformNotSupportedException"/> unless <see cref="IsSupported"/>.</summary>
    public EpollLoop()
        : this(mayWaitInNanoseconds: true)
    {
    }

    // False: as on a kernel without epoll_pwait2.
    internal EpollLoop(bool mayWaitInNanoseconds)
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("epoll needs 64-bit Linux");

        _epoll = ThrowIfFailed(LibC.EpollCreate(LibC.EpollCloexec), "epoll_create1");
        _wakeDescriptor = ThrowIfFailed(LibC.EventFd(0, LibC.EfdNonblockCloexec), "eventfd");
        // Edge-triggered: each write is reported once, so that the counter need not be read, which saves a system
        // call per wake-up. It would overflow after 2^64 of them.
        ThrowIfFailed(Control(LibC.EpollCtlAdd, _wakeDescriptor, LibC.Epollin | LibC.Epollet, WakeKey), "epoll_ctl");
        _events = (byte*)NativeMemory.Alloc(MaxEvents, (nuint)EventBytes);
        _waitsInNanoseconds = mayWaitInNanoseconds && CanWaitInNanoseconds();
    }

    // 64-bit, because the struct timespec of a 32-bit process depends on its libc.
    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    public override bool TryBind(
        IPEndPoint localEndPoint,
        int receiveBufferBytes,
        [NotNullWhen(true)] out UdpSocket? socket,
        [NotNullWhen(false)] out string? failure)
    {
        socket = EpollUdpSocket.Bind(localEndPoint, receiveBufferBytes, out var errno);
        failure = socket is null
            ? BindError.Describe(localEndPoint, BindError.FromErrno(errno), Marshal.GetPInvokeErrorMessage(errno))
            : null;
        return socket is not null;
    }

    public override void Add(UdpSocket socket, int token)
    {
        AssertOwner();
        var descriptor = DescriptorOf(socket);
        if (Control(LibC.EpollCtlAdd, descriptor, LibC.Epollin, (uint)token) < 0)
            throw new InvalidOperationException($"epoll_ctl: {ErrorText(Marshal.GetLastSystemError())}");
    }

    public override void Remove(UdpSocket socket)
    {
        AssertOwner();
        // Fails for a socket that is not in or closed, which is as good as removed.
        _ = Control(LibC.EpollCtlDel, DescriptorOf(socket), 0, 0);
    }

    public override int Wait(Span<int> tokens, long timeoutNs)
    {
        ClaimOwner();
        ObjectDisposedException.ThrowIf(_events is null, this);
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);

        var maxEvents = Math.Min(tokens.Length, MaxEvents);
        var ready = _waitsInNanoseconds ? WaitNs(maxEvents, timeoutNs) : WaitMs(maxEvents, timeoutNs);
        if (ready < 0)
        {
            var errno = Marshal.GetLastSystemError();
            return errno == LibC.Eintr ? 0 : throw new InvalidOperationException($"epoll_wait: {ErrorText(errno)}");
        }

        var count = 0;
        var key = _events + KeyOffset;
        for (var i = 0; i < ready; i++, key += EventBytes)
        {
            var value = Unsafe.ReadUnaligned<ulong>(key);
            if (value != WakeKey)
                tokens[count++] = (int)value;
        }

        return count;
    }

    public override void Rest(long ns)
    {
        AssertOwner();
        if (!_restsFinely)
        {
            // Of the calling thread; where it is refused the rest is longer.
            _ = LibC.ProcessControl(LibC.PrSetTimerslack, RestSlackNs, 0, 0, 0);
            _restsFinely = true;
        }

        var time = stackalloc long[2];
        time[0] = 0;
        time[1] = Math.Clamp(ns, 0, NsPerMs);
        // Cut short by a signal is no harm.
        _ = LibC.NanoSleep(time, null);
    }

    public override void Wake()
    {
        lock (_wakeGate)
        {
            if (_wakeDescriptor < 0)
                return;
            var one = 1UL;
            _ = LibC.Write(_wakeDescriptor, (byte*)&one, sizeof(ulong));
        }
    }

    public override void Dispose()
    {
        lock (_wakeGate)
        {
            if (_wakeDescriptor < 0)
                return;
            _ = LibC.Close(_wakeDescriptor);
            _wakeDescriptor = -1;
        }

        _ = LibC.Close(_epoll);
        _epoll = -1;
        NativeMemory.Free(_events);
        _events = null;
    }

    private static int DescriptorOf(UdpSocket socket) => socket is EpollUdpSocket ours
        ? ours.Descriptor
        : throw new ArgumentException("the socket was bound by another kind of loop", nameof(socket));

    private static int ThrowIfFailed(int result, string call) => result >= 0
        ? result
        : throw new InvalidOperationException($"{call}: {ErrorText(Marshal.GetLastSystemError())}");

    private static string ErrorText(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    private int Control(int operation, int descriptor, uint events, ulong key)
    {
        var epollEvent = stackalloc byte[EventBytes];
        Unsafe.WriteUnaligned(epollEvent, events);
        Unsafe.WriteUnaligned(epollEvent + KeyOffset, key);
        return LibC.EpollControl(_epoll, operation, descriptor, epollEvent);
    }

    private int WaitNs(int maxEvents, long timeoutNs)
    {
        if (timeoutNs == long.MaxValue)
            return LibC.EpollPwait2(_epoll, _events, maxEvents, null, null);

        var waitNs = Math.Max(timeoutNs, 0);
        var timespec = stackalloc long[2];
        timespec[0] = waitNs / NsPerSecond;
        timespec[1] = waitNs % NsPerSecond;
        return LibC.EpollPwait2(_epoll, _events, maxEvents, timespec, null);
    }

    // Rounded up, or a deadline half a millisecond away would be a busy loop.
    private int WaitMs(int maxEvents, long timeoutNs)
    {
        var waitMs = timeoutNs == long.MaxValue
            ? -1
            : (int)Math.Min((Math.Max(timeoutNs, 0) + NsPerMs - 1) / NsPerMs, int.MaxValue);
        return LibC.EpollWait(_epoll, _events, maxEvents, waitMs);
    }

    // Not in every libc, kernel, or container's list of allowed calls; a poll shows it.
    private bool CanWaitInNanoseconds()
    {
        try
        {
            return WaitNs(1, 0) >= 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }
}
