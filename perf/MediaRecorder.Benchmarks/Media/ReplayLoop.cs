using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Net;

namespace MediaRecorder.Benchmarks.Media;

/// <summary>
/// An event loop without a system below: one socket, the first that was added, always has its packet.
/// </summary>
internal sealed class ReplayLoop(byte[] packet, SocketEndpoint source) : EventLoop
{
    private int _token = -1;

    /// <summary>Datagrams sent by any of its sockets.</summary>
    public long Sent { get; private set; }

    public override bool TryBind(
        IPEndPoint localEndPoint,
        int receiveBufferBytes,
        [NotNullWhen(true)] out UdpSocket? socket,
        [NotNullWhen(false)] out string? failure)
    {
        socket = new ReplaySocket(this, localEndPoint, packet, source);
        failure = null;
        return true;
    }

    public override void Add(UdpSocket socket, int token)
    {
        if (_token < 0)
            _token = token;
    }

    public override void Remove(UdpSocket socket)
    {
    }

    public override int Wait(Span<int> tokens, long timeoutNs)
    {
        if (_token < 0)
            return 0;
        tokens[0] = _token;
        return 1;
    }

    public override void Rest(long ns)
    {
    }

    public override void Wake()
    {
    }

    public override void Dispose()
    {
    }

    private sealed class ReplaySocket(ReplayLoop loop, IPEndPoint local, byte[] packet, SocketEndpoint from)
        : UdpSocket(local)
    {
        public override int ReceiveBufferBytes => 0;

        public override int TryReceive(Span<byte> buffer, out SocketEndpoint source)
        {
            source = from;
            packet.CopyTo(buffer);
            return packet.Length;
        }

        public override bool TrySend(ReadOnlySpan<byte> datagram, in SocketEndpoint destination)
        {
            loop.Sent++;
            return true;
        }

        public override void Dispose()
        {
        }
    }
}
