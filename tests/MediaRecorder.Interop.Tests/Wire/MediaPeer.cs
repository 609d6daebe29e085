using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>An RTP port of the test: keeps what comes in, sends what it is told.</summary>
public sealed class MediaPeer : IDisposable
{
    private readonly UdpClient _socket;
    private readonly ConcurrentQueue<byte[]> _received = new();

    public MediaPeer(IPEndPoint local)
    {
        _socket = new UdpClient(local);
        Local = local;
        _ = ReceiveAsync();
    }

    public IPEndPoint Local { get; }

    /// <summary>All datagrams so far, in the order of arrival.</summary>
    public byte[][] Received => [.. _received];

    public async Task SendAsync(ReadOnlyMemory<byte> datagram, IPEndPoint destination) =>
        await _socket.SendAsync(datagram, destination, TestContext.Current.CancellationToken);

    /// <summary>At once, from a thread that has to keep time.</summary>
    public void Send(ReadOnlySpan<byte> datagram, IPEndPoint destination) => _socket.Send(datagram, destination);

    public void Dispose() => _socket.Dispose();

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
                _received.Enqueue((await _socket.ReceiveAsync()).Buffer);
        }
        catch (Exception end) when (end is ObjectDisposedException or SocketException)
        {
            // The test is over: closing the socket is how this loop ends.
        }
    }
}
