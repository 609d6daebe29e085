using System.Net;
using System.Net.Sockets;

namespace MediaRecorder.Net.Tests;

/// <summary>A loop, and sockets on free loopback ports that end with it.</summary>
internal sealed class LoopFixture(LoopKind kind) : IDisposable
{
    // Long enough that only a lost datagram or wake-up reaches it.
    public const long PatienceNs = 10_000_000_000;

    private readonly List<UdpSocket> _sockets = [];

    public EventLoop Loop { get; } = EveryLoop.Create(kind);

    public UdpSocket Bind(IPAddress? address = null)
    {
        var bound = Loop.TryBind(new IPEndPoint(address ?? IPAddress.Loopback, 0), 0, out var socket, out var failure);
        Assert.True(bound, failure);
        _sockets.Add(socket!);
        return socket!;
    }

    public UdpSocket BindAndAdd(int token)
    {
        var socket = Bind();
        Loop.Add(socket, token);
        return socket;
    }

    public static SocketEndpoint EndpointOf(UdpSocket socket) => SocketEndpoint.From(socket.LocalEndPoint);

    public static void SkipWithoutIpv6()
    {
        if (!Socket.OSSupportsIPv6)
            Assert.Skip("this machine has no IPv6");
    }

    /// <summary>Waits until something is readable, then returns its tokens in order.</summary>
    public int[] WaitForTokens(int expected)
    {
        var tokens = new int[64];
        var count = 0;
        // A wait may return early with nothing or with a part.
        for (var turn = 0; turn < 100 && count < expected; turn++)
            count = Loop.Wait(tokens, PatienceNs);
        return [.. tokens.Take(count).Order()];
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        Loop.Dispose();
    }
}
