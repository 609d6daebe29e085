using System.Net;
using System.Net.Sockets;

namespace MediaRecorder.Net.Streams;

/// <summary>One listening TCP port. Owner: its task on the thread pool.</summary>
internal sealed class StreamListener : IDisposable
{
    // Handshakes of a burst wait here; beyond it the system lets peers try again.
    private const int Backlog = 512;

    // Long enough that being out of file handles costs no processor, short enough that nobody notices.
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly StreamScope _scope;
    private readonly StreamTransport _transport;
    private readonly TimeProvider _time;

    /// <summary>Throws <see cref="SocketException"/> when it cannot be bound.</summary>
    internal StreamListener(IPEndPoint local, StreamScope scope, StreamTransport transport, TimeProvider time)
    {
        _scope = scope;
        _transport = transport;
        _time = time;
        _socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (local.Address.Equals(IPAddress.IPv6Any))
            {
                _socket.DualMode = true;
            }

            _socket.Bind(local);
            _socket.Listen(Backlog);
            LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    internal IPEndPoint LocalEndPoint { get; }

    public void Dispose() => _socket.Dispose();

    /// <summary>Until disposed; never throws.</summary>
    internal async Task RunAsync()
    {
        while (true)
        {
            try
            {
                _transport.Accepted(await _socket.AcceptAsync().ConfigureAwait(false), _scope);
            }
            catch (Exception e) when (e is ObjectDisposedException || _socket.SafeHandle.IsClosed)
            {
                return;
            }
            catch (SocketException)
            {
                _scope.Counters.CountAcceptError();
                await Task.Delay(PauseAfterError, _time).ConfigureAwait(false);
            }
        }
    }
}
