using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using MediaRecorder.Net.Tls;

namespace MediaRecorder.Net.Streams;

/// <summary>
/// All TCP and TLS connections of the process, with one heartbeat for all their deadlines. Any thread; the work is done on
/// the thread pool.
/// </summary>
public sealed class StreamTransport : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<StreamConnection, Task> _connections = new();
    private readonly List<(StreamListener Listener, Task Running)> _listeners = [];
    private readonly SourceTally _sources;
    private readonly Func<IStreamFraming> _newFraming;
    private readonly IStreamReceiver _receiver;
    private readonly StreamLimits _limits;
    private readonly TimeProvider _time;
    private readonly MonotonicClock _clock;
    private readonly ITimer _heartbeat;
    private long _lastId;
    private volatile bool _isClosing;

    /// <param name="newFraming">Makes one for each connection.</param>
    public StreamTransport(
        Func<IStreamFraming> newFraming, IStreamReceiver receiver, StreamLimits limits, TimeProvider time)
    {
        _newFraming = newFraming;
        _receiver = receiver;
        _limits = limits;
        _time = time;
        _clock = new MonotonicClock(time);
        _sources = new SourceTally(limits.MaxConnections, limits.MaxConnectionsPerSource);
        _heartbeat = time.CreateTimer(_ => CheckDeadlines(), null, Heartbeat, Heartbeat);
    }

    public StreamCounters Tcp { get; } = new();

    public StreamCounters Tls { get; } = new();

    /// <summary>Accepts connections on a port. At start only: not for several threads at once.</summary>
    /// <param name="local">Port 0 lets the system choose; :: takes IPv4 too.</param>
    /// <param name="tls">Null for TCP; it needs a certificate.</param>
    /// <param name="bound">With the port the system chose.</param>
    /// <param name="failure">One line for the operator.</param>
    public bool TryListen(
        IPEndPoint local,
        TlsEnd? tls,
        [NotNullWhen(true)] out IPEndPoint? bound,
        [NotNullWhen(false)] out string? failure)
    {
        bound = null;
        failure = null;
        try
        {
#pragma warning disable CA2000 // The list owns it, and DisposeAsync ends it.
            var listener = new StreamListener(local, ScopeOf(tls), this, _time);
#pragma warning restore CA2000
            bound = listener.LocalEndPoint;
            _listeners.Add((listener, listener.RunAsync()));
            return true;
        }
        catch (SocketException e)
        {
            failure = BindError.Describe(local, e.SocketErrorCode, e.Message, tls is null ? "TCP" : "TLS");
            return false;
        }
    }

    /// <summary>
    /// Opens a connection, without waiting for it: messages may be queued at once, and
    /// <see cref="IStreamReceiver.OnClosed"/> tells when it failed.
    /// </summary>
    /// <param name="local">The address it comes from, as the peer may know us by it; null lets the system choose.</param>
    /// <param name="serverName">By TLS: what the peer's certificate must say; null for its address.</param>
    public StreamConnection Connect(IPEndPoint remote, IPAddress? local, TlsEnd? tls, string? serverName)
    {
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var connection = new StreamConnection(
            Interlocked.Increment(ref _lastId), socket, remote, isOutgoing: true, ScopeOf(tls));
        try
        {
            if (local is not null)
            {
                socket.Bind(new IPEndPoint(local, 0));
            }
        }
        catch (SocketException)
        {
            connection.Close(StreamCloseReason.ConnectFailed);
        }

        Run(connection, serverName, onEnd: null);
        return connection;
    }

    /// <summary>What the heartbeat does.</summary>
    public void CheckDeadlines()
    {
        var now = _clock.NowNs;
        foreach (var (connection, _) in _connections)
        {
            connection.CheckDeadlines(now);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        await _heartbeat.DisposeAsync().ConfigureAwait(false);
        foreach (var (listener, running) in _listeners)
        {
            listener.Dispose();
            await running.ConfigureAwait(false);
        }

        foreach (var (connection, running) in _connections)
        {
            connection.Dispose();
            await running.ConfigureAwait(false);
        }
    }

    internal void Accepted(Socket socket, StreamScope scope)
    {
        if (!TryRemote(socket, out var remote))
        {
            scope.Counters.CountAcceptError();
            socket.Dispose();
            return;
        }

        StreamRefusal? refusal = _receiver.Admits(remote, scope.Tls is not null)
            ? _sources.Enter(remote.Address)
            : StreamRefusal.NotAdmitted;
        if (refusal is { } reason)
        {
            scope.Counters.CountRefused(reason);
            socket.Dispose();
            return;
        }

#pragma warning disable CA2000 // It closes itself when its tasks end, or DisposeAsync does.
        var connection = new StreamConnection(
            Interlocked.Increment(ref _lastId), socket, remote, isOutgoing: false, scope);
#pragma warning restore CA2000
        Run(connection, serverName: null, onEnd: () => _sources.Leave(remote.Address));
    }

    // The peer may be gone already: then nobody knows who it was.
    private static bool TryRemote(Socket socket, [NotNullWhen(true)] out IPEndPoint? remote)
    {
        remote = null;
        try
        {
            remote = socket.RemoteEndPoint as IPEndPoint;
        }
        catch (SocketException)
        {
            return false;
        }

        if (remote is { Address.IsIPv4MappedToIPv6: true })
        {
            remote = new IPEndPoint(remote.Address.MapToIPv4(), remote.Port);
        }

        return remote is not null;
    }

    private StreamScope ScopeOf(TlsEnd? tls) =>
        new(_newFraming, _receiver, _limits, tls is null ? Tcp : Tls, _clock, tls);

    private void Run(StreamConnection connection, string? serverName, Action? onEnd)
    {
        // In the table before it runs, so that its end finds it there.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = RunAsync();
        started.SetResult();
        if (_isClosing)
        {
            connection.Dispose();
        }

        async Task RunAsync()
        {
            await started.Task.ConfigureAwait(false);
            await connection.RunAsync(serverName).ConfigureAwait(false);
            _connections.TryRemove(connection, out _);
            onEnd?.Invoke();
        }
    }
}
