using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.InteropServices;

namespace MediaRecorder.Load.Sockets;

/// <summary>Sockets stamped by the kernel, on CLOCK_REALTIME, as SO_TIMESTAMPNS is. 64-bit Linux only.</summary>
internal sealed unsafe class KernelStampedSockets : LegSockets
{
    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    public override string StampedBy => "kernel";

    public override long NowNs => RealtimeNs;

    internal static long RealtimeNs
    {
        get
        {
            var timespec = stackalloc long[2];
            _ = LibC.GetTime(LibC.ClockRealtime, timespec);
            return timespec[0] * 1_000_000_000 + timespec[1];
        }
    }

    public override bool TryBind(
        IPEndPoint local, [NotNullWhen(true)] out LegSocket? socket, [NotNullWhen(false)] out string? failure)
    {
        socket = KernelStampedSocket.Bind(local, out var errno);
        failure = socket is null ? $"cannot bind UDP {local}: {Marshal.GetPInvokeErrorMessage(errno)}" : null;
        return socket is not null;
    }
}
