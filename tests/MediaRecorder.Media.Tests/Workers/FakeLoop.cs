using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Tests.Workers;

/// <summary>An event loop whose sockets are queues in memory: the worker's turns can be driven one by one.</summary>
internal sealed class FakeLoop : EventLoop
{
    private readonly Dictionary<FakeSocket, int> _tokens = [];
    private readonly HashSet<IPEndPoint> _takenPorts = [];

    public List<FakeSocket> Bound { get; } = [];

    public int AddedSockets => _tokens.Count;

    /// <summary>Ports that another program holds.</summary>
    public HashSet<int> ForeignPorts { get; } = [];

    /// <summary>The n-th socket from now on cannot be watched; 0 for none.</summary>
    public int FailAddAt { get; set; }

    /// <summary>The n-th bind, receive, send from now on fails, whichever socket it is; 0 for none.</summary>
    public int FailBindAt { get; set; }

    /// <summary>The n-th removal from now on is a defect; 0 for none.</summary>
    public int FailRemoveAt { get; set; }

    public int FailReceiveAt { get; set; }

    public int FailSendAt { get; set; }

    /// <summary>What the owner slept, in ns.</summary>
    public List<long> Rests { get; } = [];

    /// <summary>Called within each <see cref="Wait"/>: time may pass there.</summary>
    public Action? Waiting { get; set; }

    public FakeSocket At(int port) => Bound.Single(s => s.LocalEndPoint.Port == port && !s.IsClosed);

    public override bool TryBind(
        IPEndPoint localEndPoint, int receiveBufferBytes, [NotNullWhen(true)] out UdpSocket? socket,
        [NotNullWhen(false)] out string? failure)
    {
        socket = null;
        failure = null;
        if (FailBindAt > 0 && --FailBindAt == 0)
        {
            failure = "too many open files";
            return false;
        }

        if (ForeignPorts.Contains(localEndPoint.Port) || !_takenPorts.Add(localEndPoint))
        {
            failure = "address in use";
            return false;
        }

        var bound = new FakeSocket(this, localEndPoint, () => _takenPorts.Remove(localEndPoint));
        Bound.Add(bound);
        socket = bound;
        return true;
    }

    public override void Add(UdpSocket socket, int token)
    {
        if (FailAddAt > 0 && --FailAddAt == 0)
        {
            throw new InvalidOperationException("no room for one more");
        }

        _tokens.Add((FakeSocket)socket, token);
    }

    public override void Remove(UdpSocket socket)
    {
        if (FailRemoveAt > 0 && --FailRemoveAt == 0)
        {
            throw new ArgumentException("a defect of the loop");
        }

        _tokens.Remove((FakeSocket)socket);
    }

    public override int Wait(Span<int> tokens, long timeoutNs)
    {
        Waiting?.Invoke();
        var count = 0;
        foreach (var (socket, token) in _tokens)
        {
            if (socket.HasMail && count < tokens.Length)
            {
                tokens[count++] = token;
            }
        }

        return count;
    }

    public override void Rest(long ns) => Rests.Add(ns);

    public override void Wake()
    {
    }

    public override void Dispose()
    {
    }
}

/// <summary>A socket in memory. What is sent is kept only when <see cref="KeepSent"/> asks for it.</summary>
internal sealed class FakeSocket(FakeLoop loop, IPEndPoint local, Action closed) : UdpSocket(local)
{
    private readonly Queue<(byte[] Bytes, SocketEndpoint Source)> _inbox = new();

    public List<(byte[] Bytes, IPEndPoint Destination)> Sent { get; } = [];

    public bool KeepSent { get; set; } = true;

    /// <summary>The n-th send from now on fails; 0 for none.</summary>
    public int FailSendAt { get; set; }

    /// <summary>The next receive throws: a defect that the worker must contain.</summary>
    public bool ThrowOnReceive { get; set; }

    public bool IsClosed { get; private set; }

    public override int ReceiveBufferBytes => 0;

    public bool HasMail => _inbox.Count > 0 || ThrowOnReceive;

    public void Deliver(byte[] packet, SocketEndpoint source) => _inbox.Enqueue((packet, source));

    public override int TryReceive(Span<byte> buffer, out SocketEndpoint source)
    {
        source = default;
        if (ThrowOnReceive)
        {
            ThrowOnReceive = false;
            throw new InvalidOperationException("defect");
        }

        if (!_inbox.TryDequeue(out var mail))
        {
            return -1;
        }

        if (loop.FailReceiveAt > 0 && --loop.FailReceiveAt == 0)
        {
            CountReceiveError();
            return -1;
        }

        source = mail.Source;
        mail.Bytes.AsSpan(0, Math.Min(buffer.Length, mail.Bytes.Length)).CopyTo(buffer);
        return mail.Bytes.Length;
    }

    public override bool TrySend(ReadOnlySpan<byte> datagram, in SocketEndpoint destination)
    {
        if (IsClosed || (FailSendAt > 0 && --FailSendAt == 0) || (loop.FailSendAt > 0 && --loop.FailSendAt == 0))
        {
            CountSendError();
            return false;
        }

        if (KeepSent)
        {
            Sent.Add((datagram.ToArray(), destination.ToIPEndPoint()));
        }

        return true;
    }

    public override void Dispose()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            loop.Remove(this);
            closed();
        }
    }
}
