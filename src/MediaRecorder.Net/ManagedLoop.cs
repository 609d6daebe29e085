using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace MediaRecorder.Net;

/// <summary>The loop for systems without epoll: <see cref="Socket.Select(System.Collections.IList?,
/// System.Collections.IList?, System.Collections.IList?, TimeSpan)"/> over all sockets. Correct everywhere and fast
/// nowhere; its cost grows with the number of sockets, and <see cref="Wait"/> allocates.</summary>
public sealed class ManagedLoop : EventLoop
{
    private const int MaxDatagramBytes = 65_535;
    private const long NsPerMs = 1_000_000;

    // Select counts microseconds in 32 bits; waking once in a while for nothing is allowed.
    private const long LongestWaitMs = 2_000_000;

    private readonly List<ManagedUdpSocket> _members = [];
    private readonly Dictionary<Socket, int> _tokens = [];
    private readonly List<Socket> _readable = [];

    // Shared by the loop's sockets: one thread receives.
    private readonly byte[] _scratch = new byte[MaxDatagramBytes];

    // Select knows sockets only, so a wake-up is a datagram from this socket to itself; connected, to hear nobody else.
    private readonly Socket _wake;
    private int _firstMember;
    private bool _isDisposed;

    public ManagedLoop()
    {
        _wake = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        _wake.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _wake.Connect(_wake.LocalEndPoint!);
    }

    public override bool TryBind(
        IPEndPoint localEndPoint,
        int receiveBufferBytes,
        [NotNullWhen(true)] out UdpSocket? socket,
        [NotNullWhen(false)] out string? failure)
    {
        Socket? bound = null;
        try
        {
            bound = new Socket(localEndPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
            if (localEndPoint.AddressFamily == AddressFamily.InterNetworkV6)
                bound.DualMode = true;
            if (receiveBufferBytes > 0)
                bound.ReceiveBufferSize = receiveBufferBytes;
            bound.Bind(localEndPoint);
            socket = new ManagedUdpSocket(bound, _scratch);
            failure = null;
            return true;
        }
        catch (SocketException e)
        {
            bound?.Dispose();
            socket = null;
            failure = BindError.Describe(localEndPoint, e.SocketErrorCode, e.Message);
            return false;
        }
    }

    public override void Add(UdpSocket socket, int token)
    {
        AssertOwner();
        var member = MemberOf(socket);
        if (member.IsDisposed || !_tokens.TryAdd(member.Socket, token))
            throw new InvalidOperationException("the socket is disposed or added already");
        _members.Add(member);
    }

    public override void Remove(UdpSocket socket)
    {
        AssertOwner();
        var member = MemberOf(socket);
        if (_tokens.Remove(member.Socket))
            _members.Remove(member);
    }

    public override int Wait(Span<int> tokens, long timeoutNs)
    {
        ClaimOwner();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);

        CollectSockets();
        Socket.Select(_readable, null, null, ToTimeout(timeoutNs));
        var count = 0;
        foreach (var socket in _readable)
        {
            if (socket == _wake)
                DrainWakes();
            else if (count < tokens.Length)
                tokens[count++] = _tokens[socket];
        }

        return count;
    }

    /// <summary>The shortest sleep of such systems is longer than any rest.</summary>
    public override void Rest(long ns)
    {
    }

    public override void Wake()
    {
        try
        {
            _wake.Send([1]);
        }
        catch (SocketException)
        {
            // Its buffer is full of wake-ups: the loop will wake.
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }

    public override void Dispose()
    {
        _isDisposed = true;
        _wake.Dispose();
    }

    private static ManagedUdpSocket MemberOf(UdpSocket socket) => socket as ManagedUdpSocket
        ?? throw new ArgumentException("the socket was bound by another kind of loop", nameof(socket));

    private static TimeSpan ToTimeout(long timeoutNs)
    {
        if (timeoutNs == long.MaxValue)
            return Timeout.InfiniteTimeSpan;

        // Up to whole milliseconds: Unix systems poll in those, and the runtime would round down to a busy loop.
        var ms = (Math.Max(timeoutNs, 0) + NsPerMs - 1) / NsPerMs;
        return TimeSpan.FromMilliseconds(Math.Min(ms, LongestWaitMs));
    }

    // Each turn begins with another socket, so that a short token buffer starves none.
    private void CollectSockets()
    {
        for (var i = _members.Count - 1; i >= 0; i--)
        {
            if (_members[i].IsDisposed)
                Remove(_members[i]);
        }

        _readable.Clear();
        _readable.Add(_wake);
        if (_members.Count == 0)
            return;

        _firstMember = (_firstMember + 1) % _members.Count;
        for (var i = 0; i < _members.Count; i++)
            _readable.Add(_members[(_firstMember + i) % _members.Count].Socket);
    }

    private void DrainWakes()
    {
        Span<byte> wake = stackalloc byte[1];
        while (_wake.Available > 0)
            _wake.Receive(wake);
    }
}
