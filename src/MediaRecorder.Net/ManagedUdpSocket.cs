using System.Net;
using System.Net.Sockets;

namespace MediaRecorder.Net;

// System.Net.Sockets by its SocketAddress calls, which do not allocate. A datagram passes through the loop's scratch
// buffer, since only whole datagrams have the same meaning on all systems (cut ones are an error on Windows, and silent
// elsewhere).
internal sealed class ManagedUdpSocket : UdpSocket
{
    private readonly Socket _socket;
    private readonly byte[] _scratch;
    private readonly SocketAddress _source;
    private readonly SocketAddress _destination;
    private bool _isDisposed;

    internal ManagedUdpSocket(Socket socket, byte[] scratch)
        : base((IPEndPoint)socket.LocalEndPoint!)
    {
        _socket = socket;
        _scratch = scratch;
        _source = new SocketAddress(socket.AddressFamily);
        _destination = new SocketAddress(socket.AddressFamily);
    }

    public override int ReceiveBufferBytes => _socket.ReceiveBufferSize;

    internal Socket Socket => _socket;

    internal bool IsDisposed => _isDisposed;

    public override int TryReceive(Span<byte> buffer, out SocketEndpoint source)
    {
        source = default;
        if (_isDisposed)
            return -1;

        try
        {
            // Asked first, because "nothing there" would be an exception.
            if (!_socket.Poll(0, SelectMode.SelectRead))
                return -1;

            var received = _socket.ReceiveFrom(_scratch, SocketFlags.None, _source);
            source = SocketEndpoint.FromSocketAddress(_source);
            _scratch.AsSpan(0, Math.Min(received, buffer.Length)).CopyTo(buffer);
            return received;
        }
        catch (SocketException e)
        {
            if (e.SocketErrorCode != SocketError.WouldBlock)
                CountReceiveError();
            return -1;
        }
    }

    public override bool TrySend(ReadOnlySpan<byte> datagram, in SocketEndpoint destination)
    {
        try
        {
            if (!_isDisposed && destination.TryWriteTo(_destination))
            {
                _socket.SendTo(datagram, SocketFlags.None, _destination);
                return true;
            }
        }
        catch (SocketException)
        {
            // Would block or refused: counted like any other datagram that is not sent.
        }

        CountSendError();
        return false;
    }

    public override void Dispose()
    {
        _isDisposed = true;
        _socket.Dispose();
    }
}
