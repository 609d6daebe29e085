using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MediaRecorder.Net;

// The hot path of the product: one recvfrom and one sendto for each packet relayed. The descriptor is a bare int, not a
// SafeHandle, whose two interlocked counts per call would show; so disposing is the owner thread's business alone.
internal sealed unsafe class EpollUdpSocket : UdpSocket
{
    private const int Closed = -1;

    private int _descriptor;

    private EpollUdpSocket(int descriptor, IPEndPoint localEndPoint)
        : base(localEndPoint) => _descriptor = descriptor;

    public override int ReceiveBufferBytes
    {
        get
        {
            var value = 0;
            var valueBytes = sizeof(int);
            _ = LibC.GetSocketOption(_descriptor, LibC.SolSocket, LibC.SoRcvbuf, &value, &valueBytes);
            return value;
        }
    }

    // −1 after Dispose, which no system call takes for a socket.
    internal int Descriptor => _descriptor;

    public override int TryReceive(Span<byte> buffer, out SocketEndpoint source)
    {
        // All zero first: the kernel writes 16 bytes of an IPv4 address, and equality compares all 28.
        source = default;
        var addressBytes = SocketEndpoint.SockaddrBytes;
        nint received;
        fixed (byte* bytes = buffer)
        fixed (SocketEndpoint* address = &source)
        {
            received = LibC.ReceiveFrom(
                _descriptor, bytes, buffer.Length, LibC.MsgDontwait | LibC.MsgTrunc, (byte*)address, &addressBytes);
        }

        if (received >= 0)
        {
            source.NormaliseMapped();
            return (int)received;
        }

        var errno = Marshal.GetLastSystemError();
        if (errno is not (LibC.Eagain or LibC.Eintr or LibC.Ebadf))
            CountReceiveError();
        source = default;
        return -1;
    }

    public override bool TrySend(ReadOnlySpan<byte> datagram, in SocketEndpoint destination)
    {
        fixed (byte* bytes = datagram)
        fixed (SocketEndpoint* address = &destination)
        {
            var sent = LibC.SendTo(
                _descriptor, bytes, datagram.Length, LibC.MsgDontwait, (byte*)address, destination.LengthBytes);
            if (sent >= 0)
                return true;
        }

        CountSendError();
        return false;
    }

    public override void Dispose()
    {
        // Closing takes the socket out of its epoll too: the descriptor is never duplicated.
        var descriptor = Interlocked.Exchange(ref _descriptor, Closed);
        if (descriptor != Closed)
            _ = LibC.Close(descriptor);
    }

    // Null, and errno of the call that failed, when it cannot be bound.
    internal static EpollUdpSocket? Bind(IPEndPoint localEndPoint, int receiveBufferBytes, out int errno)
    {
        var isV6 = localEndPoint.AddressFamily == AddressFamily.InterNetworkV6;
        var descriptor = LibC.Socket(isV6 ? LibC.AfInet6 : LibC.AfInet, LibC.SockDgramNonblockCloexec, 0);
        if (descriptor < 0)
        {
            errno = Marshal.GetLastSystemError();
            return null;
        }

        // The system's default for IPv6 sockets is a sysctl; here :: always takes IPv4 too.
        if (isV6)
            TrySetOption(descriptor, LibC.IpprotoIpv6, LibC.Ipv6V6only, 0);
        // Beyond net.core.rmem_max only with CAP_NET_ADMIN; without it the kernel cuts to that maximum.
        if (receiveBufferBytes > 0 &&
            !TrySetOption(descriptor, LibC.SolSocket, LibC.SoRcvbufforce, receiveBufferBytes))
        {
            TrySetOption(descriptor, LibC.SolSocket, LibC.SoRcvbuf, receiveBufferBytes);
        }

        // The address as the socket's own family writes it: an IPv6 socket is not bound with an IPv4 form.
        var bytes = stackalloc byte[SocketEndpoint.SockaddrBytes];
        var addressBytes = WriteBindAddress(localEndPoint, new Span<byte>(bytes, SocketEndpoint.SockaddrBytes));
        if (LibC.Bind(descriptor, bytes, addressBytes) < 0)
        {
            errno = Marshal.GetLastSystemError();
            _ = LibC.Close(descriptor);
            return null;
        }

        errno = 0;
        return new EpollUdpSocket(descriptor, localEndPoint.Port == 0 ? BoundTo(localEndPoint, descriptor) : localEndPoint);
    }

    private static int WriteBindAddress(IPEndPoint localEndPoint, Span<byte> into)
    {
        var address = localEndPoint.Serialize();
        address.Buffer.Span[..address.Size].CopyTo(into);
        return address.Size;
    }

    // The port is all that the system has chosen.
    private static IPEndPoint BoundTo(IPEndPoint asked, int descriptor)
    {
        SocketEndpoint bound = default;
        var addressBytes = SocketEndpoint.SockaddrBytes;
        _ = LibC.GetSocketName(descriptor, (byte*)&bound, &addressBytes);
        return new IPEndPoint(asked.Address, bound.Port);
    }

    private static bool TrySetOption(int descriptor, int level, int name, int value) =>
        LibC.SetSocketOption(descriptor, level, name, &value, sizeof(int)) == 0;
}
