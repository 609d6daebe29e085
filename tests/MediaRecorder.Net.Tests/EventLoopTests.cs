using System.Net;

namespace MediaRecorder.Net.Tests;

public sealed class EventLoopTests
{
    private const long OneMsNs = 1_000_000;

    [Fact]
    public void The_loop_of_this_system_is_epoll_on_64_bit_Linux()
    {
        using var loop = EventLoop.Create();
        Assert.Equal(OperatingSystem.IsLinux() && Environment.Is64BitProcess, loop is EpollLoop);
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void Only_readable_sockets_are_reported(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var sender = fixture.Bind();
        var first = fixture.BindAndAdd(10);
        fixture.BindAndAdd(11);
        var third = fixture.BindAndAdd(int.MaxValue);
        var fourth = fixture.BindAndAdd(-1);
        Assert.Equal(0, fixture.Loop.Wait(new int[8], 0));

        sender.TrySend([1], LoopFixture.EndpointOf(first));
        sender.TrySend([1], LoopFixture.EndpointOf(third));
        sender.TrySend([1], LoopFixture.EndpointOf(fourth));
        Assert.Equal([-1, 10, int.MaxValue], fixture.WaitForTokens(3));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_rest_ends_whatever_was_asked_and_takes_nothing_away(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var socket = fixture.BindAndAdd(1);
        socket.TrySend([1], LoopFixture.EndpointOf(socket));
        foreach (var ns in (long[])[-1, 0, 1, 250_000, long.MaxValue])
            fixture.Loop.Rest(ns);

        Assert.Equal([1], fixture.WaitForTokens(1));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_socket_is_reported_until_it_is_empty(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var socket = fixture.BindAndAdd(1);
        socket.TrySend([1], LoopFixture.EndpointOf(socket));
        socket.TrySend([2], LoopFixture.EndpointOf(socket));

        var buffer = new byte[10];
        for (byte expected = 1; expected <= 2; expected++)
        {
            Assert.Equal([1], fixture.WaitForTokens(1));
            socket.TryReceive(buffer, out _);
            Assert.Equal(expected, buffer[0]);
        }

        Assert.Equal(0, fixture.Loop.Wait(new int[8], 0));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void With_fewer_tokens_than_readable_sockets_each_gets_its_turn(LoopKind kind)
    {
        const int Sockets = 5;
        using var fixture = new LoopFixture(kind);
        var sender = fixture.Bind();
        for (var i = 0; i < Sockets; i++)
            sender.TrySend([1], LoopFixture.EndpointOf(fixture.BindAndAdd(i)));

        // Nobody reads, so all stay readable; two at a time.
        var seen = new HashSet<int>();
        var tokens = new int[2];
        for (var turn = 0; turn < Sockets; turn++)
        {
            Assert.Equal(2, fixture.Loop.Wait(tokens, LoopFixture.PatienceNs));
            seen.UnionWith(tokens);
        }

        Assert.Equal(Sockets, seen.Count);
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_removed_socket_is_not_reported_and_may_be_added_again(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var socket = fixture.BindAndAdd(1);
        socket.TrySend([1], LoopFixture.EndpointOf(socket));
        fixture.Loop.Remove(socket);
        fixture.Loop.Remove(socket);
        Assert.Equal(0, fixture.Loop.Wait(new int[8], 0));

        fixture.Loop.Add(socket, 2);
        Assert.Equal([2], fixture.WaitForTokens(1));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_socket_removed_while_its_token_is_in_the_batch_harms_nobody(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var sender = fixture.Bind();
        UdpSocket[] sockets = [fixture.BindAndAdd(0), fixture.BindAndAdd(1), fixture.BindAndAdd(2)];
        foreach (var socket in sockets)
            sender.TrySend([1], LoopFixture.EndpointOf(socket));
        var batch = fixture.WaitForTokens(3);

        // The first leg's packet ends the call of the second, which is further back in the same batch.
        fixture.Loop.Remove(sockets[1]);
        sockets[1].Dispose();

        var buffer = new byte[10];
        Assert.Equal([1, -1, 1], batch.Select(token => sockets[token].TryReceive(buffer, out _)));
        Assert.Equal(0, fixture.Loop.Wait(new int[8], 0));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_socket_disposed_before_it_is_removed_leaves_the_loop_alive(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var gone = fixture.BindAndAdd(1);
        var other = fixture.BindAndAdd(2);
        other.TrySend([1], LoopFixture.EndpointOf(gone));
        other.TrySend([1], LoopFixture.EndpointOf(other));
        gone.Dispose();

        Assert.Equal([2], fixture.WaitForTokens(1));
        fixture.Loop.Remove(gone);
        Assert.Equal([2], fixture.WaitForTokens(1));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void Mistakes_in_adding_throw(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var socket = fixture.BindAndAdd(1);
        Assert.Throws<InvalidOperationException>(() => fixture.Loop.Add(socket, 2));

        var disposed = fixture.Bind();
        disposed.Dispose();
        Assert.Throws<InvalidOperationException>(() => fixture.Loop.Add(disposed, 3));

        if (!EpollLoop.IsSupported)
            return;
        using var other = new LoopFixture(kind == LoopKind.Managed ? LoopKind.Epoll : LoopKind.Managed);
        var foreign = other.Bind();
        Assert.Throws<ArgumentException>(() => fixture.Loop.Add(foreign, 4));
        Assert.Throws<ArgumentException>(() => fixture.Loop.Remove(foreign));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_wait_needs_room_for_a_token(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        Assert.Throws<ArgumentOutOfRangeException>(() => fixture.Loop.Wait([], 0));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_wait_lasts_its_time_and_a_deadline_gone_by_does_not_wait(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        fixture.BindAndAdd(1);
        var clock = new MonotonicClock(TimeProvider.System);
        var start = clock.NowNs;
        Assert.Equal(0, fixture.Loop.Wait(new int[1], 20 * OneMsNs + 1));
        Assert.True(clock.NowNs - start >= 20 * OneMsNs);

        // An endless wait would hang here; how long a poll takes on a loaded machine is not ours to say.
        Assert.Equal(0, fixture.Loop.Wait(new int[1], 0));
        Assert.Equal(0, fixture.Loop.Wait(new int[1], -1));
        Assert.Equal(0, fixture.Loop.Wait(new int[1], long.MinValue));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_short_wait_is_not_rounded_down_to_none(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        fixture.BindAndAdd(1);
        var clock = new MonotonicClock(TimeProvider.System);
        var start = clock.NowNs;
        for (var i = 0; i < 20; i++)
            fixture.Loop.Wait(new int[1], 300_000);
        Assert.True(clock.NowNs - start >= 20 * 300_000);
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_wake_from_another_thread_ends_an_endless_wait(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        fixture.BindAndAdd(1);
        for (var round = 0; round < 50; round++)
        {
            var waker = new Thread(fixture.Loop.Wake);
            waker.Start();
            Assert.Equal(0, fixture.Loop.Wait(new int[8], long.MaxValue));
            waker.Join();
        }
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_wake_before_the_wait_is_not_lost_and_is_used_up(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var clock = new MonotonicClock(TimeProvider.System);
        fixture.Loop.Wake();
        fixture.Loop.Wake();
        Assert.Equal(0, fixture.Loop.Wait(new int[1], long.MaxValue));

        var start = clock.NowNs;
        Assert.Equal(0, fixture.Loop.Wait(new int[1], 20 * OneMsNs));
        Assert.True(clock.NowNs - start >= 20 * OneMsNs);
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_wake_takes_no_token_from_a_readable_socket(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var socket = fixture.BindAndAdd(1);
        socket.TrySend([1], LoopFixture.EndpointOf(socket));
        fixture.Loop.Wake();

        // With room for one only, the wake-up may come alone first.
        var tokens = new int[1];
        var count = fixture.Loop.Wait(tokens, LoopFixture.PatienceNs);
        if (count == 0)
            count = fixture.Loop.Wait(tokens, LoopFixture.PatienceNs);
        Assert.Equal(1, count);
        Assert.Equal(1, tokens[0]);
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_disposed_loop_ignores_wakes_and_leaves_its_sockets_open(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        var socket = fixture.BindAndAdd(1);
        fixture.Loop.Dispose();
        fixture.Loop.Wake();
        fixture.Loop.Dispose();
        Assert.Throws<ObjectDisposedException>(() => fixture.Loop.Wait(new int[1], 0));

        Assert.True(socket.TrySend([1], LoopFixture.EndpointOf(socket)));
        Assert.Equal(1, socket.TryReceive(new byte[10], out _));
    }

    [Theory, ClassData(typeof(EveryLoop))]
    public void A_socket_bound_by_another_thread_works_once_added(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        Assert.Equal(0, fixture.Loop.Wait(new int[1], 0));
        UdpSocket? bound = null;
        var binder = new Thread(() => fixture.Loop.TryBind(new IPEndPoint(IPAddress.Loopback, 0), 0, out bound, out _));
        binder.Start();
        binder.Join();

        Assert.NotNull(bound);
        fixture.Loop.Add(bound, 9);
        bound.TrySend([1], LoopFixture.EndpointOf(bound));
        Assert.Equal([9], fixture.WaitForTokens(1));
        bound.Dispose();
    }

#if DEBUG
    [Theory, ClassData(typeof(EveryLoop))]
    public void A_debug_build_refuses_a_second_thread(LoopKind kind)
    {
        using var fixture = new LoopFixture(kind);
        fixture.Loop.Wait(new int[1], 0);
        var socket = fixture.Bind();
        Exception? thrown = null;
        var stranger = new Thread(() => thrown = Record.Exception(() => fixture.Loop.Add(socket, 1)));
        stranger.Start();
        stranger.Join();
        Assert.IsType<InvalidOperationException>(thrown);
    }
#endif

    [Fact]
    public void A_turn_of_the_epoll_loop_allocates_nothing()
    {
        Assert.SkipUnless(EpollLoop.IsSupported, "epoll needs 64-bit Linux");
        using var fixture = new LoopFixture(LoopKind.Epoll);
        var socket = fixture.BindAndAdd(1);
        var destination = LoopFixture.EndpointOf(socket);
        var buffer = new byte[1500];
        var tokens = new int[16];
        var relayed = 0;
        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 500; i++)
            {
                socket.TrySend(buffer.AsSpan(0, 172), destination);
                fixture.Loop.Wake();
                var count = fixture.Loop.Wait(tokens, LoopFixture.PatienceNs);
                for (var k = 0; k < count; k++)
                    relayed += socket.TryReceive(buffer, out _) == 172 ? 1 : 0;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated();
        Assert.Equal(0, Allocated());
        Assert.Equal(1000, relayed);
    }
}
