using System.Net;
using System.Net.Sockets;
using MediaRecorder.Net.Streams;

namespace MediaRecorder.Net.Tests.Streams;

// REQ: A-02
public sealed class StreamDeadlineTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Who_connects_and_says_nothing_loses_the_place()
    {
        await using var fixture = new StreamFixture();
        fixture.Dial(fixture.Listen());
        fixture.TakeOpened();

        fixture.Time.Advance(fixture.Limits.MessageTimeout - Second);
        Assert.Equal(1, fixture.Transport.Tcp.Open);
        fixture.Time.Advance(2 * Second);

        Assert.Equal(StreamCloseReason.SlowMessage, fixture.TakeClosed());
    }

    [Fact]
    public async Task Pings_alone_are_no_message()
    {
        await using var fixture = new StreamFixture();
        var client = fixture.Dial(fixture.Listen());
        fixture.TakeOpened();
        for (var i = 0; i < 3; i++)
        {
            fixture.Time.Advance(10 * Second);
            client.Send([0]);
            Assert.Equal(1, client.Receive(new byte[1]));
        }

        fixture.Time.Advance(3 * Second);

        Assert.Equal(StreamCloseReason.SlowMessage, fixture.TakeClosed());
    }

    [Fact]
    public async Task A_byte_each_second_keeps_nothing_alive()
    {
        await using var fixture = new StreamFixture();
        var client = fixture.Dial(fixture.Listen());
        fixture.TakeOpened();
        client.Send([200]);
        for (var passed = TimeSpan.Zero; passed < fixture.Limits.MessageTimeout; passed += Second)
        {
            Assert.Equal(1, fixture.Transport.Tcp.Open);
            client.Send([1]);
            fixture.Time.Advance(Second);
        }

        Assert.Equal(StreamCloseReason.SlowMessage, fixture.TakeClosed());
    }

    [Fact]
    public async Task A_later_message_that_is_never_finished_ends_its_connection()
    {
        await using var fixture = new StreamFixture();
        var client = fixture.Dial(fixture.Listen());
        client.Send([.. StreamFixture.Framed("whole"), 200, 1]);
        Assert.Equal("whole", fixture.TakeMessage());

        while (fixture.Transport.Tcp.Open == 1)
        {
            fixture.Time.Advance(Second);
        }

        Assert.Equal(StreamCloseReason.SlowMessage, fixture.TakeClosed());
    }

    [Fact]
    public async Task A_peer_that_has_spoken_may_be_silent_until_it_is_idle()
    {
        await using var fixture = new StreamFixture();
        var client = fixture.Dial(fixture.Listen());
        client.Send(StreamFixture.Framed("hello"));
        fixture.TakeMessage();

        fixture.Time.Advance(fixture.Limits.IdleTimeout - Second);
        Assert.Equal(1, fixture.Transport.Tcp.Open);
        fixture.Time.Advance(2 * Second);

        Assert.Equal(StreamCloseReason.Idle, fixture.TakeClosed());
    }

    [Fact]
    public async Task A_peer_that_never_reads_is_given_up_when_too_much_waits()
    {
        await using var fixture = new StreamFixture();
        fixture.Dial(fixture.Listen());
        var connection = fixture.TakeOpened();
        var block = new byte[60_000];
        var sent = 0;

        // What the kernel takes for both sides, 4 MiB and more, comes on top of our own limit.
        while (connection.TrySend(block) && sent < 1000)
        {
            sent++;
        }

        Assert.InRange(sent, fixture.Limits.MaxQueuedBytes / block.Length, 999);
        Assert.Equal(StreamCloseReason.WriteOverflow, fixture.TakeClosed());
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_is_given_up_after_a_time()
    {
        await using var fixture = new StreamFixture(new StreamLimits
        {
            MaxQueuedBytes = int.MaxValue,
            MessageTimeout = TimeSpan.FromDays(1000),
            IdleTimeout = TimeSpan.FromDays(1000),
        });
        fixture.Dial(fixture.Listen());
        var connection = fixture.TakeOpened();
        var block = new byte[1024 * 1024];
        for (var i = 0; i < 64; i++)
        {
            Assert.True(connection.TrySend(block));
        }

        // As often as the writer may still have found room in the kernel.
        while (fixture.Transport.Tcp.Open == 1)
        {
            fixture.Time.Advance(fixture.Limits.WriteTimeout + Second);
        }

        Assert.Equal(StreamCloseReason.WriteTimeout, fixture.TakeClosed());
    }

    [Fact]
    public async Task No_more_messages_are_read_than_are_worked_on()
    {
        await using var fixture = new StreamFixture(new StreamLimits { MessagesInHand = 3 }, messagesAreDone: false);
        var client = fixture.Dial(fixture.Listen());
        for (var i = 0; i < 10; i++)
        {
            client.Send(StreamFixture.Framed($"{i}"));
        }

        var connection = fixture.TakeOpened();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal($"{i}", fixture.TakeMessage());
            Assert.InRange(fixture.Transport.Tcp.MessagesReceived, 1, i + 3);
            Assert.InRange(fixture.MessagesWaiting, 0, 2);
            connection.MessageDone();
        }
    }

    [Fact]
    public async Task A_connection_that_waits_for_its_receiver_is_not_slow()
    {
        await using var fixture = new StreamFixture(new StreamLimits { MessagesInHand = 1 }, messagesAreDone: false);
        var client = fixture.Dial(fixture.Listen());
        client.Send([.. StreamFixture.Framed("one"), .. StreamFixture.Framed("two"), 9]);
        Assert.Equal("one", fixture.TakeMessage());
        fixture.Time.Advance(10 * fixture.Limits.MessageTimeout);

        fixture.TakeOpened().MessageDone();

        Assert.Equal("two", fixture.TakeMessage());
    }

    [Fact]
    public async Task Connections_we_opened_are_pinged_and_closed_when_a_peer_that_answered_does_not()
    {
        await using var fixture = new StreamFixture();
        using var listener = ListenPlainly();
        fixture.Transport.Connect((IPEndPoint)listener.LocalEndPoint!, null, null, null);
        using var peer = listener.Accept();
        fixture.TakeOpened();
        var ping = new byte[1];

        fixture.Time.Advance(fixture.Limits.PingInterval + Second);
        Assert.Equal(1, peer.Receive(ping));
        Assert.Equal([0], ping);
        fixture.Time.Advance(fixture.Limits.PongTimeout + Second);
        Assert.Equal(1, fixture.Transport.Tcp.Open);

        // The message behind it shows that the pong has been read.
        peer.Send([255, .. StreamFixture.Framed("x")]);
        fixture.TakeMessage();
        fixture.Time.Advance(fixture.Limits.PingInterval - fixture.Limits.PongTimeout);
        Assert.Equal(1, peer.Receive(ping));
        fixture.Time.Advance(fixture.Limits.PongTimeout + Second);

        Assert.Equal(StreamCloseReason.PongMissing, fixture.TakeClosed());
    }

    [Fact]
    public async Task Without_an_interval_nobody_is_pinged()
    {
        await using var fixture = new StreamFixture(new StreamLimits { PingInterval = TimeSpan.Zero });
        using var listener = ListenPlainly();
        var connection = fixture.Transport.Connect((IPEndPoint)listener.LocalEndPoint!, null, null, null);
        using var peer = listener.Accept();
        fixture.TakeOpened();

        fixture.Time.Advance(TimeSpan.FromMinutes(30));
        connection.TrySend("x"u8.ToArray());

        var first = new byte[1];
        Assert.Equal(1, peer.Receive(first));
        Assert.Equal("x"u8, first);
    }

    private static Socket ListenPlainly()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }
}
