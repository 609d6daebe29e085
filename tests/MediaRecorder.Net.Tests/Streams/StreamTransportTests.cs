using System.Net;
using System.Net.Sockets;
using MediaRecorder.Net.Streams;

namespace MediaRecorder.Net.Tests.Streams;

// REQ: A-02
public sealed class StreamTransportTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Messages_come_in_order_and_answers_go_back(string address)
    {
        if (address == "::1")
            LoopFixture.SkipWithoutIpv6();
        await using var fixture = new StreamFixture();
        var client = fixture.Dial(fixture.Listen(address: IPAddress.Parse(address)));

        client.Send([.. StreamFixture.Framed("one"), .. StreamFixture.Framed("two")]);
        var connection = fixture.TakeOpened();
        Assert.Equal("one", fixture.TakeMessage());
        Assert.Equal("two", fixture.TakeMessage());
        Assert.True(connection.TrySend("yes"u8.ToArray()));

        var answer = new byte[3];
        Assert.Equal(3, client.Receive(answer));
        Assert.Equal("yes"u8, answer);
        Assert.Equal(client.LocalEndPoint, connection.RemoteEndPoint);
        Assert.Equal(2, fixture.Transport.Tcp.MessagesReceived);
    }

    [Fact]
    public async Task A_listener_for_both_families_gives_IPv4_peers_as_IPv4()
    {
        LoopFixture.SkipWithoutIpv6();
        await using var fixture = new StreamFixture();
        var port = fixture.Listen(address: IPAddress.IPv6Any).Port;
        fixture.Dial(new IPEndPoint(IPAddress.Loopback, port));

        Assert.Equal(IPAddress.Loopback, fixture.TakeOpened().RemoteEndPoint.Address);
    }

    [Fact]
    public async Task A_peer_that_sends_one_byte_at_a_time_is_understood()
    {
        await using var fixture = new StreamFixture();
        var client = fixture.Dial(fixture.Listen());
        foreach (var octet in StreamFixture.Framed("slowly but surely"))
        {
            client.Send([octet]);
        }

        Assert.Equal("slowly but surely", fixture.TakeMessage());
    }

    [Fact]
    public async Task A_broken_stream_is_closed()
    {
        await using var fixture = new StreamFixture();
        var client = fixture.Dial(fixture.Listen());
        client.Send([.. StreamFixture.Framed("good"), 254]);

        Assert.Equal("good", fixture.TakeMessage());
        Assert.Equal(StreamCloseReason.Broken, fixture.TakeClosed());
        Assert.Equal(0, client.Receive(new byte[1]));
        Assert.Equal(1, fixture.Transport.Tcp.Closed(StreamCloseReason.Broken));
        Assert.Equal(0, fixture.Transport.Tcp.Open);
    }

    [Fact]
    public async Task A_peer_that_closes_its_half_is_done_with()
    {
        await using var fixture = new StreamFixture();
        var client = fixture.Dial(fixture.Listen());
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(StreamCloseReason.Peer, fixture.TakeClosed());
    }

    [Fact]
    public async Task A_thousand_connections_from_one_source_leave_it_its_share()
    {
        await using var fixture = new StreamFixture(new StreamLimits { MaxConnectionsPerSource = 20 });
        var listener = fixture.Listen();
        var clients = Enumerable.Range(0, 1000).Select(_ => fixture.Dial(listener)).ToList();

        for (var i = 0; i < 20; i++)
        {
            fixture.TakeOpened();
        }

        // The last one has been judged when it ends, and with it all before.
        Assert.Equal(0, ReceiveOrReset(clients[^1]));
        Assert.Equal(980, fixture.Transport.Tcp.Refused(StreamRefusal.TooManyFromSource));
        Assert.Equal(20, fixture.Transport.Tcp.Open);

        clients[0].Dispose();
        Assert.Equal(StreamCloseReason.Peer, fixture.TakeClosed());
    }

    [Fact]
    public async Task All_sources_together_have_their_limit()
    {
        await using var fixture = new StreamFixture(new StreamLimits { MaxConnections = 1 });
        var listener = fixture.Listen();
        fixture.Dial(listener);
        fixture.TakeOpened();

        Assert.Equal(0, ReceiveOrReset(fixture.Dial(listener)));
        Assert.Equal(1, fixture.Transport.Tcp.Refused(StreamRefusal.TooMany));
    }

    [Fact]
    public async Task A_place_is_free_again_when_its_connection_ends()
    {
        await using var fixture = new StreamFixture(new StreamLimits { MaxConnections = 1 });
        var listener = fixture.Listen();
        for (var i = 0; i < 50; i++)
        {
            using var client = fixture.Dial(listener);
            var opened = fixture.TakeOpened();
            opened.Dispose();
            Assert.Equal(StreamCloseReason.Local, fixture.TakeClosed());
        }

        Assert.Equal(0, fixture.Transport.Tcp.Refused(StreamRefusal.TooMany));
    }

    [Fact]
    public async Task A_stranger_is_closed_at_once()
    {
        await using var fixture = new StreamFixture { AdmitsAll = false };
        var client = fixture.Dial(fixture.Listen());

        Assert.Equal(0, ReceiveOrReset(client));
        Assert.Equal(1, fixture.Transport.Tcp.Refused(StreamRefusal.NotAdmitted));
    }

    [Fact]
    public async Task What_is_queued_before_a_connection_is_open_is_sent_when_it_is()
    {
        await using var there = new StreamFixture();
        await using var here = new StreamFixture();
        var connection = here.Transport.Connect(there.Listen(), IPAddress.Loopback, tls: null, serverName: null);

        Assert.True(connection.TrySend(StreamFixture.Framed("early")));

        Assert.Equal("early", there.TakeMessage());
        Assert.Same(connection, here.TakeOpened());
    }

    [Fact]
    public async Task A_peer_that_is_not_there_is_reported()
    {
        await using var fixture = new StreamFixture();
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var connection = fixture.Transport.Connect((IPEndPoint)nobody.LocalEndPoint!, null, null, null);

        Assert.Equal(StreamCloseReason.ConnectFailed, fixture.TakeClosed());
        Assert.False(connection.TrySend("late"u8.ToArray()));
    }

    [Fact]
    public async Task An_address_of_another_machine_cannot_be_come_from()
    {
        await using var fixture = new StreamFixture();

        // RFC 5737: 192.0.2.0/24 belongs to nobody.
        fixture.Transport.Connect(fixture.Listen(), IPAddress.Parse("192.0.2.1"), null, null);

        Assert.Equal(StreamCloseReason.ConnectFailed, fixture.TakeClosed());
    }

    [Fact]
    public async Task A_port_in_use_is_said_so()
    {
        await using var fixture = new StreamFixture();
        var taken = fixture.Listen();

        Assert.False(fixture.Transport.TryListen(taken, null, out _, out var failure));
        Assert.StartsWith($"cannot bind TCP {taken}: address in use", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposing_ends_every_connection()
    {
        var fixture = new StreamFixture();
        await using (fixture)
        {
            var listener = fixture.Listen();
            fixture.Dial(listener);
            fixture.TakeOpened();
            await fixture.Transport.DisposeAsync();
            Assert.Equal(StreamCloseReason.Local, fixture.TakeClosed());
        }

        Assert.Equal(0, fixture.Transport.Tcp.Open);
    }

    // A connection closed with bytes of ours unread ends in a reset.
    private static int ReceiveOrReset(Socket client)
    {
        try
        {
            return client.Receive(new byte[1]);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}
