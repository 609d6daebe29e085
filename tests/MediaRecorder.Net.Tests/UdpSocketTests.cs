using System.Net;

namespace MediaRecorder.Net.Tests;

public sealed class UdpSocketTests
{
    [Theory, ClassData(typeof(EveryLoop))]
    public void A_datagram_arrives_with_its_source(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var sender = fixture.Bind();
        var receiver = fixture.BindAndAdd(1);
        byte[] datagram = [1, 2, 3, 4, 5];

        Assert.True(sender.TrySend(datagram, LoopFixture.EndpointOf(receiver)));
        Assert.Equal([1], fixture.WaitForTokens(1));

        var buffer = new byte[1500];
        Assert.Equal(5, receiver.TryReceive(buffer, out var source));
        Assert.Equal(datagram, buffer[..5]);
        Assert.Equal(LoopFixture.EndpointOf(sender), source);
        Assert.Equal(sender.LocalEndPoint, source.ToIPEndPoint());
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void An_answer_goes_to_the_source_as_received(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var caller = fixture.BindAndAdd(1);
        var echo = fixture.BindAndAdd(2);
        var buffer = new byte[100];
        caller.TrySend([7], LoopFixture.EndpointOf(echo));
        Assert.Equal([2], fixture.WaitForTokens(1));
        echo.TryReceive(buffer, out var source);

        Assert.True(echo.TrySend([8], source));
        Assert.Equal([1], fixture.WaitForTokens(1));
        Assert.Equal(1, caller.TryReceive(buffer, out source));
        Assert.Equal(8, buffer[0]);
        Assert.Equal(LoopFixture.EndpointOf(echo), source);
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void Nothing_there_is_minus_one_and_no_error(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var socket = fixture.Bind();
        Assert.Equal(-1, socket.TryReceive(new byte[100], out var source));
        Assert.True(source.IsEmpty);
        Assert.Equal(0, socket.ReceiveErrors);
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void An_empty_datagram_is_zero_bytes_with_a_source(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var sender = fixture.Bind();
        var receiver = fixture.BindAndAdd(1);
        Assert.True(sender.TrySend([], LoopFixture.EndpointOf(receiver)));
        fixture.WaitForTokens(1);

        Assert.Equal(0, receiver.TryReceive(new byte[100], out var source));
        Assert.Equal(LoopFixture.EndpointOf(sender), source);
        Assert.Equal(-1, receiver.TryReceive(new byte[100], out _));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_datagram_longer_than_the_buffer_is_cut_and_tells_its_real_length(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var sender = fixture.Bind();
        var receiver = fixture.BindAndAdd(1);
        var datagram = new byte[300];
        new Random(3).NextBytes(datagram);
        sender.TrySend(datagram, LoopFixture.EndpointOf(receiver));
        fixture.WaitForTokens(1);

        var buffer = new byte[110];
        Assert.Equal(300, receiver.TryReceive(buffer.AsSpan(0, 100), out _));
        Assert.Equal(datagram[..100], buffer[..100]);
        Assert.Equal(new byte[10], buffer[100..]);
        Assert.Equal(-1, receiver.TryReceive(buffer, out _));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void The_largest_datagram_passes_and_one_byte_more_is_refused_and_counted(LoopKind kind)
    {
        // RFC 768 and RFC 791: 65,535 less 20 bytes of IP header and 8 of UDP.
        const int LargestBytes = 65_507;
        using var fixture = new LoopFixture(kind);
        var sender = fixture.Bind();
        var receiver = fixture.BindAndAdd(1);
        var datagram = new byte[LargestBytes + 1];
        new Random(4).NextBytes(datagram);

        Assert.False(sender.TrySend(datagram, LoopFixture.EndpointOf(receiver)));
        Assert.Equal(1, sender.SendErrors);

        Assert.True(sender.TrySend(datagram.AsSpan(0, LargestBytes), LoopFixture.EndpointOf(receiver)));
        Assert.Equal(1, sender.SendErrors);
        fixture.WaitForTokens(1);
        var buffer = new byte[LargestBytes];
        Assert.Equal(LargestBytes, receiver.TryReceive(buffer, out _));
        Assert.True(buffer.AsSpan().SequenceEqual(datagram.AsSpan(0, LargestBytes)));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_destination_that_cannot_be_reached_is_false_and_counted(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var socket = fixture.Bind();
        Assert.False(socket.TrySend([1], default));
        Assert.False(socket.TrySend([1], SocketEndpoint.From(new IPEndPoint(IPAddress.Loopback, 0))));
        Assert.False(socket.TrySend([1], SocketEndpoint.From(new IPEndPoint(IPAddress.IPv6Loopback, 9))));
        Assert.Equal(3, socket.SendErrors);
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_peer_that_has_gone_does_not_break_the_socket(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var socket = fixture.BindAndAdd(1);
        var gone = fixture.Bind();
        var goneEndpoint = LoopFixture.EndpointOf(gone);
        gone.Dispose();
        // Provokes ICMP "port unreachable".
        for (var i = 0; i < 3; i++)
            socket.TrySend([1], goneEndpoint);

        Assert.Equal(-1, socket.TryReceive(new byte[10], out _));
        Assert.True(socket.TrySend([2], LoopFixture.EndpointOf(socket)));
        fixture.WaitForTokens(1);
        Assert.Equal(1, socket.TryReceive(new byte[10], out _));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_disposed_socket_receives_nothing_and_sends_nothing(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var socket = fixture.Bind();
        var destination = LoopFixture.EndpointOf(socket);
        socket.Dispose();
        socket.Dispose();

        Assert.Equal(-1, socket.TryReceive(new byte[10], out var source));
        Assert.True(source.IsEmpty);
        Assert.Equal(0, socket.ReceiveErrors);
        Assert.False(socket.TrySend([1], destination));
        Assert.Equal(1, socket.SendErrors);
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void IPv6_works_as_IPv4_does(LoopKind kind)
    {
        LoopFixture.SkipWithoutIpv6();
        using var fixture = new LoopFixture(kind);
        var sender = fixture.Bind(IPAddress.IPv6Loopback);
        var receiver = fixture.Bind(IPAddress.IPv6Loopback);
        fixture.Loop.Add(receiver, 6);

        Assert.True(sender.TrySend([6], LoopFixture.EndpointOf(receiver)));
        Assert.Equal([6], fixture.WaitForTokens(1));
        Assert.Equal(1, receiver.TryReceive(new byte[10], out var source));
        Assert.Equal(sender.LocalEndPoint, source.ToIPEndPoint());
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_socket_bound_to_all_IPv6_addresses_takes_IPv4_senders_and_answers_them(LoopKind kind)
    {
        LoopFixture.SkipWithoutIpv6();
        using var fixture = new LoopFixture(kind);
        var caller = fixture.BindAndAdd(4);
        var dual = fixture.Bind(IPAddress.IPv6Any);
        fixture.Loop.Add(dual, 6);
        var dualAsV4 = SocketEndpoint.From(new IPEndPoint(IPAddress.Loopback, dual.LocalEndPoint.Port));
        caller.TrySend([1], dualAsV4);
        Assert.Equal([6], fixture.WaitForTokens(1));
        Assert.Equal(1, dual.TryReceive(new byte[10], out var source));
        Assert.Equal(LoopFixture.EndpointOf(caller), source);

        Assert.True(dual.TrySend([2], source));
        Assert.Equal([4], fixture.WaitForTokens(1));
        Assert.Equal(1, caller.TryReceive(new byte[10], out source));
        Assert.Equal(dualAsV4, source);
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void Receiving_and_sending_allocate_nothing(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var sender = fixture.Bind();
        var receiver = fixture.Bind();
        var destination = LoopFixture.EndpointOf(receiver);
        var packet = new byte[172];
        var buffer = new byte[1500];
        var received = 0;
        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 500; i++)
            {
                sender.TrySend(packet, destination);
                // Loopback delivers within the send, so it is there; the second call finds nothing.
                while (receiver.TryReceive(buffer, out var source) >= 0)
                    received += source.IsEmpty ? 0 : 1;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated();
        Assert.Equal(0, Allocated());
        Assert.Equal(1000, received);
    }
}
