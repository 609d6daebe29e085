using System.Net;
using System.Net.Sockets;

namespace MediaRecorder.Net.Tests;

public sealed class BindTests
{
    [Theory, ClassData(typeof(EveryLoop))]
    public void Port_0_gives_a_free_port_of_the_address_asked_for(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var first = fixture.Bind();
        var second = fixture.Bind();
        Assert.Equal(IPAddress.Loopback, first.LocalEndPoint.Address);
        Assert.NotEqual(0, first.LocalEndPoint.Port);
        Assert.NotEqual(first.LocalEndPoint.Port, second.LocalEndPoint.Port);
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_port_in_use_is_said_so(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var taken = fixture.Bind().LocalEndPoint;

        Assert.False(fixture.Loop.TryBind(taken, 0, out _, out var failure));
        Assert.Contains(taken.ToString(), failure, StringComparison.Ordinal);
        Assert.Contains("address in use", failure, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_port_is_free_again_once_its_socket_is_disposed(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var first = fixture.Bind();
        first.Dispose();
        Assert.True(fixture.Loop.TryBind(first.LocalEndPoint, 0, out var second, out var failure), failure);
        second.Dispose();
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void An_address_of_another_machine_is_said_so(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        // RFC 5737: 192.0.2.0/24 belongs to nobody.
        var foreign = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0);
        Assert.False(fixture.Loop.TryBind(foreign, 0, out _, out var failure));
        Assert.Contains("address not available", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SocketError.AccessDenied, "permission denied")]
    [InlineData(SocketError.TooManyOpenSockets, "too many open files")]
    [InlineData(SocketError.AddressFamilyNotSupported, "address family not supported")]
    [InlineData(SocketError.SocketError, "as the system says")]
    public void Errors_a_test_cannot_provoke_have_clear_texts(SocketError error, string expected)
    {
        var text = BindError.Describe(new IPEndPoint(IPAddress.Loopback, 53), error, "as the system says");
        Assert.StartsWith("cannot bind UDP 127.0.0.1:53: ", text, StringComparison.Ordinal);
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, SocketError.AccessDenied)]
    [InlineData(13, SocketError.AccessDenied)]
    [InlineData(24, SocketError.TooManyOpenSockets)]
    [InlineData(97, SocketError.AddressFamilyNotSupported)]
    [InlineData(98, SocketError.AddressAlreadyInUse)]
    [InlineData(99, SocketError.AddressNotAvailable)]
    [InlineData(12345, SocketError.SocketError)]
    public void Numbers_of_Linux_are_understood(int errno, SocketError expected) =>
        Assert.Equal(expected, BindError.FromErrno(errno));

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_receive_buffer_is_as_large_as_asked_for_where_the_system_allows_it(LoopKind kind)
    {
        // Below the usual net.core.rmem_max of 212,992, so that no privilege is needed.
        const int AskedBytes = 100_000;
        using var fixture = new LoopFixture(kind);
        var usual = fixture.Bind();
        Assert.True(fixture.Loop.TryBind(
            new IPEndPoint(IPAddress.Loopback, 0), AskedBytes, out var socket, out var failure), failure);
        Assert.InRange(socket.ReceiveBufferBytes, AskedBytes, 2 * AskedBytes);
        Assert.NotEqual(usual.ReceiveBufferBytes, socket.ReceiveBufferBytes);
        socket.Dispose();
    }
}
