using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MediaRecorder.Net;

namespace MediaRecorder.Load.Sockets;

/// <summary>
/// A socket whose packets the kernel stamps as they arrive (SO_TIMESTAMPNS), so that the report is true however late
/// this program looks. It needs no event loop: each leg is asked once in its 20 ms, with one recvmmsg for all that is
/// there.
/// </summary>
internal sealed unsafe class KernelStampedSocket : LegSocket
{
    // struct cmsghdr: size_t length, int level, int type; the timespec follows.
    private const int ControlHeaderBytes = 16;
    private const int Closed = -1;

    private int _descriptor;

    private KernelStampedSocket(int descriptor) => _descriptor = descriptor;

    public override bool TrySend(ReadOnlySpan<byte> packet, in SocketEndpoint destination)
    {
        // The length of the larger sockaddr serves both families: the kernel wants at least what the family needs.
        fixed (byte* bytes = packet)
        fixed (SocketEndpoint* address = &destination)
        {
            return LibC.SendTo(
                _descriptor, bytes, packet.Length, LibC.MsgDontwait, (byte*)address, SocketEndpoint.SockaddrBytes) >= 0;
        }
    }

    public override int Receive(ArrivalBatch batch)
    {
        batch.Rearm();
        var received = LibC.ReceiveMessages(_descriptor, batch.Headers, ArrivalBatch.Capacity, LibC.MsgDontwait, null);
        for (var i = 0; i < received; i++)
        {
            ref var header = ref batch.Headers[i];
            batch.Set(i, (int)(uint)header.Received, StampOf(header));
        }

        return Math.Max(received, 0);
    }

    public override void Dispose()
    {
        if (_descriptor != Closed)
            _ = LibC.Close(_descriptor);
        _descriptor = Closed;
    }

    // Null, and errno of the call that failed, when it cannot be bound.
    internal static KernelStampedSocket? Bind(IPEndPoint local, out int errno)
    {
        var family = local.AddressFamily == AddressFamily.InterNetworkV6 ? LibC.AfInet6 : LibC.AfInet;
        var descriptor = LibC.Socket(family, LibC.SockDgramNonblockCloexec, 0);
        if (descriptor < 0)
        {
            errno = Marshal.GetLastSystemError();
            return null;
        }

        var on = 1;
        var address = local.Serialize();
        fixed (byte* bytes = address.Buffer.Span)
        {
            if (LibC.SetSocketOption(descriptor, LibC.SolSocket, LibC.SoTimestampNs, &on, sizeof(int)) < 0 ||
                LibC.Bind(descriptor, bytes, address.Size) < 0)
            {
                errno = Marshal.GetLastSystemError();
                _ = LibC.Close(descriptor);
                return null;
            }
        }

        errno = 0;
        return new KernelStampedSocket(descriptor);
    }

    // The only option set is the time stamp, so it is the only control message; its type is the option's number.
    private static long StampOf(in MessageHeader header)
    {
        var control = header.Control;
        if (header.ControlLength < ControlHeaderBytes + 2 * sizeof(long) || ((int*)control)[3] != LibC.SoTimestampNs)
            return KernelStampedSockets.RealtimeNs;

        var timespec = (long*)(control + ControlHeaderBytes);
        return timespec[0] * 1_000_000_000 + timespec[1];
    }
}
