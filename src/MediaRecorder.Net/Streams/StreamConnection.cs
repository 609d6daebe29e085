using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace MediaRecorder.Net.Streams;

/// <summary>
/// One TCP or TLS connection. Reads only what its receiver has room for and as far as a message reaches, so a peer is slowed
/// by TCP itself; writes what is queued, in order. Its deadlines are looked at once a second by its transport.
/// </summary>
// Owner: its two tasks on the thread pool, one reading, one writing. Any thread may TrySend, Close and MessageDone.
public sealed class StreamConnection : IDisposable
{
    private const long Never = long.MaxValue;

    // A peer that is gone without a word is found after 60 + 3 × 10 s.
    private const int KeepAliveAfterSeconds = 60;
    private const int KeepAliveEverySeconds = 10;
    private const int KeepAliveTries = 3;

    private readonly StreamScope _scope;
    private readonly Socket _socket;
    private readonly IStreamFraming _framing;
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing =
        Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Channel<bool> _inHand;
    private long _queuedBytes;
    private int _closeReason;
    private long _setupDeadlineNs;
    private long _messageDeadlineNs = Never;
    private long _writeDeadlineNs = Never;
    private long _lastReceivedNs;
    private long _nextPingNs = Never;
    private long _pingSentNs = Never;
    private bool _hasPonged;
    private bool _isOpen;

    internal StreamConnection(long id, Socket socket, IPEndPoint remote, bool isOutgoing, StreamScope scope)
    {
        Id = id;
        RemoteEndPoint = remote;
        IsOutgoing = isOutgoing;
        _socket = socket;
        _scope = scope;
        _framing = scope.NewFraming();
        _inHand = Channel.CreateBounded<bool>(scope.Limits.MessagesInHand);
        _lastReceivedNs = scope.Clock.NowNs;
        _setupDeadlineNs = After(isOutgoing ? scope.Limits.ConnectTimeout : scope.Limits.HandshakeTimeout);
    }

    /// <summary>Never used again in this process; greater than 0.</summary>
    public long Id { get; }

    /// <summary>An IPv4 address is given as such, also where a socket for both families accepted it.</summary>
    public IPEndPoint RemoteEndPoint { get; }

    /// <summary>We opened it.</summary>
    public bool IsOutgoing { get; }

    public bool IsSecure => _scope.Tls is not null;

    /// <summary>
    /// The names of the peer's certificate, in lower case, when it was checked against authorities we were given; else
    /// empty. Known from <see cref="IStreamReceiver.OnOpened"/> on.
    /// </summary>
    public ImmutableArray<string> PeerNames { get; private set; } = [];

    /// <summary>Why TLS came to nothing, in one line; null when it did not. Known when the connection is closed.</summary>
    public string? TlsFailure { get; private set; }

    internal StreamScope Scope => _scope;

    /// <summary>
    /// Queues a message; before the connection is open too. False, and the connection is over: it is closed, or the peer
    /// lets too much wait.
    /// </summary>
    /// <param name="message">Must not change any more.</param>
    public bool TrySend(ReadOnlyMemory<byte> message)
    {
        if (Interlocked.Add(ref _queuedBytes, message.Length) <= _scope.Limits.MaxQueuedBytes)
        {
            return _outgoing.Writer.TryWrite(message);
        }

        Close(StreamCloseReason.WriteOverflow);
        return false;
    }

    /// <summary>One of the messages handed out has been worked on: there is room for another.</summary>
    public void MessageDone() => _inHand.Reader.TryRead(out _);

    public void Dispose() => Close(StreamCloseReason.Local);

    internal void Close(StreamCloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _closeReason, (int)reason, (int)StreamCloseReason.None) == 0)
        {
            // Whatever the tasks wait for ends with these.
            _outgoing.Writer.TryComplete();
            _inHand.Writer.TryComplete();
            _socket.Dispose();
        }
    }

    /// <summary>Lives as long as the connection; never throws.</summary>
    /// <param name="serverName">Of an outgoing TLS connection: what its certificate must say; null for its
    /// address.</param>
    internal async Task RunAsync(string? serverName)
    {
        var ended = StreamCloseReason.Peer;
        var writing = Task.CompletedTask;
        try
        {
            ended = StreamCloseReason.ConnectFailed;
            if (IsOutgoing)
            {
                await _socket.ConnectAsync(RemoteEndPoint).ConfigureAwait(false);
            }

            ended = StreamCloseReason.HandshakeFailed;
            await using var stream = await SecureAsync(serverName).ConfigureAwait(false);
            ended = StreamCloseReason.Peer;
            Open();
            writing = WriteAsync(stream);
            await ReadAsync(stream).ConfigureAwait(false);
        }
        catch (Exception e) when (IsOfThePeer(e))
        {
            // What ended it stands in the reason.
            TlsFailure = ended == StreamCloseReason.HandshakeFailed ? e.Message : null;
        }

        Close(ended);
        await writing.ConfigureAwait(false);
        var reason = (StreamCloseReason)_closeReason;
        _scope.Counters.CountClosed(reason, _isOpen);
        _scope.Receiver.OnClosed(this, reason);
    }

    internal void CheckDeadlines(long nowNs)
    {
        if (nowNs >= Volatile.Read(ref _setupDeadlineNs))
        {
            Close(_socket.Connected ? StreamCloseReason.HandshakeTimeout : StreamCloseReason.ConnectFailed);
        }
        else if (nowNs >= Volatile.Read(ref _messageDeadlineNs))
        {
            Close(StreamCloseReason.SlowMessage);
        }
        else if (nowNs >= Volatile.Read(ref _writeDeadlineNs))
        {
            Close(StreamCloseReason.WriteTimeout);
        }
        else if (nowNs - Volatile.Read(ref _lastReceivedNs) >= Ns(_scope.Limits.IdleTimeout))
        {
            Close(StreamCloseReason.Idle);
        }
        else
        {
            KeepAlive(nowNs);
        }
    }

    private static long Ns(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    private static bool IsOfThePeer(Exception e) =>
        e is IOException or SocketException or AuthenticationException or ObjectDisposedException
            or ChannelClosedException or OperationCanceledException or CryptographicException;

    private static void SetOptions(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveAfterSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveEverySeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveTries);
    }

    private long After(TimeSpan time) => _scope.Clock.NowNs + Ns(time);

    private async ValueTask<Stream> SecureAsync(string? serverName)
    {
        SetOptions(_socket);
        var plain = new NetworkStream(_socket, ownsSocket: false);
        if (_scope.Tls is not { } tls)
        {
            return plain;
        }

        Volatile.Write(ref _setupDeadlineNs, After(_scope.Limits.HandshakeTimeout));
        var (stream, names) = IsOutgoing
            ? await tls.ConnectAsync(plain, serverName ?? RemoteEndPoint.Address.ToString()).ConfigureAwait(false)
            : await tls.AcceptAsync(plain).ConfigureAwait(false);
        PeerNames = names;
        return stream;
    }

    private void Open()
    {
        Volatile.Write(ref _setupDeadlineNs, Never);
        Volatile.Write(ref _lastReceivedNs, _scope.Clock.NowNs);
        if (!IsOutgoing)
        {
            // Who opens a connection has something to say; who says nothing holds a place that others need.
            Volatile.Write(ref _messageDeadlineNs, After(_scope.Limits.MessageTimeout));
        }
        else if (_scope.Limits.PingInterval > TimeSpan.Zero)
        {
            Volatile.Write(ref _nextPingNs, After(_scope.Limits.PingInterval));
        }

        _isOpen = true;
        _scope.Counters.CountOpened();
        _scope.Receiver.OnOpened(this);
    }

    private async Task ReadAsync(Stream stream)
    {
        // A reader that is asked is the narrowest back-pressure there is: nothing is read ahead. Zero-byte reads: an idle
        // connection holds no buffer.
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(useZeroByteReads: true));
        while (true)
        {
            var result = await reader.ReadAsync().ConfigureAwait(false);
            Volatile.Write(ref _lastReceivedNs, _scope.Clock.NowNs);
            var rest = result.Buffer;
            while (true)
            {
                var frame = _framing.Cut(rest, Volatile.Read(ref _pingSentNs) != Never);
                if (frame.Kind == StreamFrameKind.Broken)
                {
                    Close(StreamCloseReason.Broken);
                    return;
                }

                if (frame.Kind == StreamFrameKind.NeedMore)
                {
                    break;
                }

                await TakeAsync(frame.Kind, rest.Slice(0, frame.Length)).ConfigureAwait(false);
                rest = rest.Slice(frame.Length);
            }

            if (_framing.IsInsideMessage && Volatile.Read(ref _messageDeadlineNs) == Never)
            {
                Volatile.Write(ref _messageDeadlineNs, After(_scope.Limits.MessageTimeout));
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private async ValueTask TakeAsync(StreamFrameKind kind, ReadOnlySequence<byte> bytes)
    {
        switch (kind)
        {
            case StreamFrameKind.Message:
                Volatile.Write(ref _messageDeadlineNs, Never);
                await _inHand.Writer.WriteAsync(true).ConfigureAwait(false);
                _scope.Counters.CountReceived();
                _scope.Receiver.OnMessage(this, bytes.ToArray());
                break;
            case StreamFrameKind.Ping:
                TrySend(_framing.Pong);
                break;
            default:
                Volatile.Write(ref _hasPonged, true);
                Volatile.Write(ref _pingSentNs, Never);
                break;
        }
    }

    private async Task WriteAsync(Stream stream)
    {
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (_outgoing.Reader.TryRead(out var message))
                {
                    Volatile.Write(ref _writeDeadlineNs, After(_scope.Limits.WriteTimeout));
                    await stream.WriteAsync(message).ConfigureAwait(false);
                    Interlocked.Add(ref _queuedBytes, -message.Length);
                    _scope.Counters.CountSent();
                }

                Volatile.Write(ref _writeDeadlineNs, Never);
            }
        }
        catch (Exception e) when (IsOfThePeer(e))
        {
            Close(StreamCloseReason.Peer);
        }
    }

    // RFC 5626 §4.4.1; but only a peer that has answered before is known to answer at all.
    private void KeepAlive(long nowNs)
    {
        var sentNs = Volatile.Read(ref _pingSentNs);
        if (sentNs != Never
            && Volatile.Read(ref _hasPonged)
            && nowNs - sentNs >= Ns(_scope.Limits.PongTimeout)
            && Volatile.Read(ref _lastReceivedNs) < sentNs)
        {
            Close(StreamCloseReason.PongMissing);
        }
        else if (nowNs >= Volatile.Read(ref _nextPingNs))
        {
            Volatile.Write(ref _nextPingNs, nowNs + Ns(_scope.Limits.PingInterval));
            Volatile.Write(ref _pingSentNs, nowNs);
            TrySend(_framing.Ping);
        }
    }
}
