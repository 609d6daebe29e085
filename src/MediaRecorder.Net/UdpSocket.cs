using System.Net;

namespace MediaRecorder.Net;

/// <summary>
/// A bound, non-blocking UDP socket. Neither receiving nor sending allocates, waits, or throws for what the network
/// or a peer does; errors are counted.
/// </summary>
// Owner: the thread of the loop it is added to (whoever bound it, until then). The counters may be read by any thread.
public abstract class UdpSocket : IDisposable
{
    private long _sendErrors;
    private long _receiveErrors;

    protected UdpSocket(IPEndPoint localEndPoint) => LocalEndPoint = localEndPoint;

    /// <summary>What it is bound to, with the port the system chose if 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>What the system granted, which is asked. Linux reports twice what was asked for, counting its own
    /// bookkeeping.</summary>
    public abstract int ReceiveBufferBytes { get; }

    /// <summary>Datagrams that <see cref="TrySend"/> could not hand to the system.</summary>
    public long SendErrors => Volatile.Read(ref _sendErrors);

    /// <summary>Errors met while receiving, such as an ICMP "port unreachable" for an earlier datagram.</summary>
    public long ReceiveErrors => Volatile.Read(ref _receiveErrors);

    /// <summary>
    /// The length of the next datagram, 0 for an empty one, or −1 when none is there (also after an error, which is
    /// counted, and after Dispose). A datagram longer than <paramref name="buffer"/> is cut to it, and its real length,
    /// greater than the buffer's, is returned.
    /// </summary>
    public abstract int TryReceive(Span<byte> buffer, out SocketEndpoint source);

    /// <summary>False, and counted, when the system would block or refuses (also after Dispose). The datagram is lost
    /// then; a relay must not wait for room.</summary>
    public abstract bool TrySend(ReadOnlySpan<byte> datagram, in SocketEndpoint destination);

    /// <summary>Closes the socket, which takes it out of its loop; <see cref="EventLoop.Remove"/> may come before or after.</summary>
    public abstract void Dispose();

    protected void CountSendError() => Volatile.Write(ref _sendErrors, _sendErrors + 1);

    protected void CountReceiveError() => Volatile.Write(ref _receiveErrors, _receiveErrors + 1);
}
