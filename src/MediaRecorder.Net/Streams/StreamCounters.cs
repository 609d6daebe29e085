namespace MediaRecorder.Net.Streams;

/// <summary>What the connections of one transport did. Written by the thread pool, read by anybody.</summary>
public sealed class StreamCounters
{
    private readonly long[] _closed = new long[Enum.GetValues<StreamCloseReason>().Length];
    private readonly long[] _refused = new long[Enum.GetValues<StreamRefusal>().Length];
    private long _open;
    private long _received;
    private long _sent;
    private long _acceptErrors;

    /// <summary>Connected, and TLS agreed.</summary>
    public long Open => Volatile.Read(ref _open);

    /// <summary>Whole messages, keepalives not among them.</summary>
    public long MessagesReceived => Volatile.Read(ref _received);

    /// <summary>Messages and pings handed to the system.</summary>
    public long MessagesSent => Volatile.Read(ref _sent);

    /// <summary>The system would not give us a connection: too many open files, a peer gone already.</summary>
    public long AcceptErrors => Volatile.Read(ref _acceptErrors);

    public long Closed(StreamCloseReason reason) => Volatile.Read(ref _closed[(int)reason]);

    public long Refused(StreamRefusal reason) => Volatile.Read(ref _refused[(int)reason]);

    internal void CountOpened() => Interlocked.Increment(ref _open);

    internal void CountReceived() => Interlocked.Increment(ref _received);

    internal void CountSent() => Interlocked.Increment(ref _sent);

    internal void CountAcceptError() => Interlocked.Increment(ref _acceptErrors);

    internal void CountRefused(StreamRefusal reason) => Interlocked.Increment(ref _refused[(int)reason]);

    internal void CountClosed(StreamCloseReason reason, bool wasOpen)
    {
        Interlocked.Increment(ref _closed[(int)reason]);
        if (wasOpen)
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
