using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Reordering;

namespace MediaRecorder.Rtp.Tests.Reordering;

// REQ: B-01
public sealed class ReorderWindowTests
{
    private readonly PacketPool _pool = new();
    private readonly ReorderWindow _window;
    private readonly List<int> _played = [];

    public ReorderWindowTests() => _window = new ReorderWindow(_pool);

    [Fact]
    public void What_comes_in_order_passes_by_without_a_copy()
    {
        for (int number = 65_530; number < 65_560; number++)
            Assert.Equal(WindowOrder.Next, Put(number));
        Assert.Equal(0, _pool.CreatedBuffers);
        Assert.Equal(30, _played.Count);
    }

    [Fact]
    public void What_comes_ahead_of_a_gap_waits_until_the_gap_fills()
    {
        Put(65_535);
        Assert.Equal(WindowOrder.Ahead, Put(65_537));
        Assert.Equal(WindowOrder.Ahead, Put(65_538));
        Assert.Equal([65_535], _played);
        Put(65_536);
        Assert.Equal([65_535, 65_536, 65_537, 65_538], _played);
        Assert.True(_window.IsEmpty);
        Assert.Equal(long.MaxValue, _window.DeadlineNs);
    }

    [Fact]
    public void A_gap_is_given_up_160_ms_after_the_first_that_waits_for_it()
    {
        Put(1, atMs: 0);
        Put(3, atMs: 40);
        Put(4, atMs: 60);
        Put(6, atMs: 100);
        Assert.Equal(200_000_000, _window.DeadlineNs);
        Assert.Equal(1, GiveUp());
        Assert.Equal([1, 3, 4], _played);
        Assert.Equal(260_000_000, _window.DeadlineNs);
        Assert.Equal(1, GiveUp());
        Assert.Equal([1, 3, 4, 6], _played);
        Assert.Equal(WindowOrder.Behind, Put(2));
        Assert.Equal(WindowOrder.Next, Put(7));
    }

    [Fact]
    public void What_is_too_far_ahead_does_not_wait()
    {
        Put(1);
        Assert.Equal(WindowOrder.Ahead, _window.OrderOf(Number(2 + ReorderWindow.MaxPackets - 1)));
        Assert.Equal(WindowOrder.FarAhead, _window.OrderOf(Number(2 + ReorderWindow.MaxPackets)));
        Assert.Equal(98, _window.GiveUp(Number(100)));
        Assert.Equal(WindowOrder.Next, _window.OrderOf(Number(100)));
    }

    [Fact]
    public void What_may_not_wait_is_given_its_turn_before_what_waits_behind_it()
    {
        Put(1);
        Put(4);
        Put(8);
        Assert.Equal(2, _window.GiveUp(Number(6)));
        Assert.Equal(WindowOrder.Ahead, _window.OrderOf(Number(6)));
        Drain();
        Assert.Equal(1, _window.GiveUp(Number(6)));
        Assert.Equal(WindowOrder.Next, Put(6));
        Assert.Equal([1, 4, 6], _played);
        Put(7);
        Assert.Equal([1, 4, 6, 7, 8], _played);
    }

    [Fact]
    public void A_packet_without_audio_fills_its_number_and_takes_no_memory()
    {
        Put(1);
        Put(3, isAudio: false);
        Assert.Equal(0, _pool.CreatedBuffers);
        Put(2);
        Assert.Equal([1, 2, -1], _played);
    }

    [Fact]
    public void A_packet_longer_than_any_buffer_cannot_wait()
    {
        Put(1);
        Assert.True(TryHold(3, PacketPool.MaxPacketBytes - RtpHeader.FixedBytes));
        Assert.False(TryHold(4, PacketPool.MaxPacketBytes - RtpHeader.FixedBytes + 1));
        Assert.False(TryHold(5, 60_000));
    }

    [Fact]
    public void Clearing_gives_all_memory_back_and_any_number_is_next()
    {
        Put(1);
        for (int number = 3; number < 33; number++)
            Put(number);
        _window.Clear();
        Assert.True(_window.IsEmpty);
        Assert.Equal(WindowOrder.Next, Put(50_000));
        int created = _pool.CreatedBuffers;
        for (int number = 50_002; number < 50_032; number++)
            Put(number);
        Assert.Equal(created, _pool.CreatedBuffers);
    }

    // REQ: J-02
    [Fact]
    public void In_steady_state_nothing_is_allocated()
    {
        Shuffle(2000, seed: 1);
        long least = long.MaxValue;
        for (int window = 0; window < 5; window++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Shuffle(500, seed: 2 + window);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // Random itself is a class of some 300 bytes.
        Assert.InRange(least, 0, 600);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_network_does_numbers_are_played_once_and_in_order(int seed)
    {
        var random = new Random(seed);
        var pending = new PriorityQueue<int, long>();
        for (int number = 0; number < 200_000; number++)
        {
            if (random.Next(20) == 0)
                continue;
            pending.Enqueue(number, number * 20L + (random.Next(10) == 0 ? random.Next(400) : random.Next(30)));
        }

        int late = 0;
        while (pending.TryDequeue(out int number, out long atMs))
        {
            while (_window.DeadlineNs <= atMs * 1_000_000)
                GiveUp();
            if (Put(number, atMs) == WindowOrder.Behind)
                late++;
        }

        Assert.True(_played.Count > 180_000 && late > 100, $"{_played.Count} played, {late} late");
        for (int i = 1; i < _played.Count; i++)
            Assert.True(_played[i] > _played[i - 1], $"{_played[i]} after {_played[i - 1]}");
    }

    private static SequenceNumber Number(int number) => new((ushort)number);

    private void Shuffle(int count, int seed)
    {
        var random = new Random(seed);
        _window.Clear();
        _played.Clear();
        _played.EnsureCapacity(4000);
        for (int number = 0; number < count; number += 2)
        {
            bool swap = random.Next(2) == 0;
            Put(number + (swap ? 1 : 0));
            Put(number + (swap ? 0 : 1));
        }
    }

    private WindowOrder Put(int number, long atMs = 0, bool isAudio = true)
    {
        WindowOrder order = _window.OrderOf(Number(number));
        if (order == WindowOrder.Ahead)
        {
            Assert.True(TryHold(number, 4, atMs, isAudio));
        }
        else if (order == WindowOrder.Next)
        {
            _window.MoveOn(Number(number));
            _played.Add(number);
            Drain();
        }

        return order;
    }

    private bool TryHold(int number, int payloadBytes, long atMs = 0, bool isAudio = true)
    {
        Span<byte> packet = stackalloc byte[RtpHeader.FixedBytes + payloadBytes];
        RtpHeader.Write(packet, PayloadType.Pcmu, false, Number(number), new RtpTimestamp((uint)number), new Ssrc(1));
        Assert.True(RtpHeader.TryParse(packet, out RtpHeader header, out _));
        return _window.TryHold(header, atMs * 1_000_000, isAudio);
    }

    private int GiveUp()
    {
        int missing = _window.GiveUp();
        Drain();
        return missing;
    }

    private void Drain()
    {
        while (_window.TryTake(out ReadOnlySpan<byte> packet, out _))
            _played.Add(RtpHeader.TryParse(packet, out RtpHeader header, out _) ? (int)header.Timestamp.Value : -1);
    }
}
