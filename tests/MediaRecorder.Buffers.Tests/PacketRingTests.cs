using System.Buffers.Binary;

namespace MediaRecorder.Buffers.Tests;

public sealed class PacketRingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(100)]
    [InlineData(-64)]
    public void A_capacity_that_is_no_power_of_two_from_64_is_refused(int capacityBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PacketRing(capacityBytes));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(172)]
    public void A_record_comes_out_as_it_went_in(int packetBytes)
    {
        using var ring = new PacketRing(1024);
        var packet = Pattern(packetBytes, seed: 5);

        Assert.True(ring.TryWrite(new TapId(int.MinValue), long.MaxValue, packet));

        Assert.True(ring.TryRead(ring.WritePosition, out var record));
        Assert.Equal(new TapId(int.MinValue), record.Tap);
        Assert.Equal(long.MaxValue, record.ArrivalNs);
        Assert.Equal(packet, record.Packet);
        Assert.False(ring.TryRead(ring.WritePosition, out _));
    }

    [Fact]
    public void Used_bytes_are_header_and_padded_packet_until_released()
    {
        using var ring = new PacketRing(1024);
        ring.TryWrite(new TapId(1), 0, new byte[9]);
        Assert.Equal(PacketRing.RecordHeaderBytes + 16, ring.UsedBytes);

        ring.TryRead(ring.WritePosition, out _);
        Assert.Equal(PacketRing.RecordHeaderBytes + 16, ring.UsedBytes);

        ring.Release();
        Assert.Equal(0, ring.UsedBytes);
    }

    [Fact]
    public void A_full_ring_drops_and_counts_and_takes_records_again_after_a_release()
    {
        using var ring = new PacketRing(128);
        var packet = new byte[16];
        for (var i = 0; i < 4; i++)
            Assert.True(ring.TryWrite(new TapId(i), i, packet));

        Assert.False(ring.TryWrite(new TapId(4), 4, packet));
        Assert.False(ring.TryWrite(new TapId(5), 5, packet));
        Assert.Equal(2, ring.DroppedRecords);
        Assert.Equal(ring.CapacityBytes, ring.UsedBytes);

        Assert.True(ring.TryRead(ring.WritePosition, out var first));
        Assert.Equal(0, first.Tap.Value);
        // Read but not released: the bytes are still the consumer's.
        Assert.False(ring.TryWrite(new TapId(6), 6, packet));
        ring.Release();
        Assert.True(ring.TryWrite(new TapId(7), 7, packet));

        Assert.Equal([1, 2, 3, 7], ReadTaps(ring));
        Assert.Equal(3, ring.DroppedRecords);
    }

    [Fact]
    public void The_longest_packet_fits_at_every_position_and_a_longer_one_at_none()
    {
        using var ring = new PacketRing(256);
        for (var i = 0; i < 64; i++)
        {
            Assert.True(ring.TryWrite(new TapId(i), 0, new byte[i % 24]));
            Assert.True(ring.TryRead(ring.WritePosition, out _));
            ring.Release();

            Assert.False(ring.TryWrite(new TapId(i), 0, new byte[ring.MaxPacketBytes + 1]));
            var longest = Pattern(ring.MaxPacketBytes, seed: i);
            Assert.True(ring.TryWrite(new TapId(i), 0, longest));
            Assert.True(ring.TryRead(ring.WritePosition, out var record));
            Assert.Equal(longest, record.Packet);
            ring.Release();
        }

        Assert.Equal(64, ring.DroppedRecords);
    }

    [Fact]
    public void A_record_is_never_split_over_the_end()
    {
        using var ring = new PacketRing(256);
        Assert.True(ring.TryWrite(new TapId(1), 0, new byte[112]));
        Assert.True(ring.TryWrite(new TapId(1), 0, new byte[56]));
        Assert.Equal(2, ReadTaps(ring).Count);

        // 56 bytes are left before the end, 64 are needed: the record goes to the start and the way there is lost.
        var packet = Pattern(48, seed: 1);
        Assert.True(ring.TryWrite(new TapId(2), 0, packet));
        Assert.Equal(56 + 64, ring.UsedBytes);
        Assert.True(ring.TryRead(ring.WritePosition, out var record));
        Assert.Equal(packet, record.Packet);
        ring.Release();
        Assert.Equal(0, ring.UsedBytes);
    }

    [Fact]
    public void A_batch_ends_at_the_position_taken_before_it()
    {
        using var ring = new PacketRing(1024);
        ring.TryWrite(new TapId(1), 0, [1]);
        var until = ring.WritePosition;
        ring.TryWrite(new TapId(2), 0, [2]);

        Assert.True(ring.TryRead(until, out var record));
        Assert.Equal(1, record.Tap.Value);
        Assert.False(ring.TryRead(until, out _));
        Assert.True(ring.TryRead(ring.WritePosition, out record));
        Assert.Equal(2, record.Tap.Value);
    }

    [Fact]
    public void A_bound_beyond_what_is_written_reads_nothing_that_is_not_there()
    {
        using var ring = new PacketRing(1024);
        Assert.False(ring.TryRead(long.MaxValue, out _));
        ring.TryWrite(new TapId(1), 0, [1]);
        Assert.True(ring.TryRead(long.MaxValue, out _));
        Assert.False(ring.TryRead(long.MaxValue, out _));
    }

    [Fact]
    public void A_record_is_read_again_until_it_is_released()
    {
        using var ring = new PacketRing(256);
        ring.TryWrite(new TapId(1), 10, new byte[112]);
        ring.TryRead(ring.WritePosition, out _);
        ring.Release();
        ring.TryWrite(new TapId(2), 20, [2]);
        ring.TryWrite(new TapId(3), 30, Pattern(100, seed: 3));
        ring.TryRead(ring.WritePosition, out var before);
        ring.TryRead(ring.WritePosition, out var beyondTheEnd);
        var (first, second) = (before.Position, beyondTheEnd.Position);

        Assert.Equal(Pattern(100, seed: 3), ring.At(second).Packet);
        Assert.Equal((2, 20L), (ring.At(first).Tap.Value, ring.At(first).ArrivalNs));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.At(ring.WritePosition));
        ring.Release();
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.At(second));
    }

    [Fact]
    public void Several_records_are_freed_by_one_release()
    {
        using var ring = new PacketRing(1024);
        ring.TryWrite(new TapId(1), 0, [1]);
        ring.TryWrite(new TapId(2), 0, [2]);
        ring.TryRead(ring.WritePosition, out var first);
        ring.TryRead(ring.WritePosition, out var second);
        Assert.Equal(1, first.Packet[0]);
        Assert.Equal(2, second.Packet[0]);

        ring.Release();
        Assert.Equal(0, ring.UsedBytes);
    }

    [Fact]
    public void A_disposed_ring_refuses_to_touch_its_memory()
    {
        var ring = new PacketRing(64);
        ring.Dispose();
        ring.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ring.TryWrite(new TapId(1), 0, [1]));
        Assert.Throws<ObjectDisposedException>(() => ring.TryRead(long.MaxValue, out _));
    }

    [Theory]
    [InlineData(64, 1)]
    [InlineData(256, 2)]
    [InlineData(4096, 3)]
    public void Any_mix_of_writes_and_reads_behaves_as_a_queue(int capacityBytes, int seed)
    {
        using var ring = new PacketRing(capacityBytes);
        var random = new Random(seed);
        var expected = new Queue<(int Tap, byte[] Packet)>();
        var dropped = 0;
        for (var i = 0; i < 20_000; i++)
        {
            if (random.Next(2) == 0)
            {
                var packet = Pattern(random.Next(ring.MaxPacketBytes + 1), seed: i);
                if (ring.TryWrite(new TapId(i), i, packet))
                    expected.Enqueue((i, packet));
                else
                    dropped++;
            }
            else if (ring.TryRead(ring.WritePosition, out var record))
            {
                var (tap, packet) = expected.Dequeue();
                Assert.Equal(tap, record.Tap.Value);
                Assert.Equal(tap, record.ArrivalNs);
                Assert.True(record.Packet.SequenceEqual(packet));
                ring.Release();
            }
            else
            {
                Assert.Empty(expected);
            }
        }

        Assert.Equal(dropped, ring.DroppedRecords);
        Assert.True(dropped > 0);
    }

    [Theory]
    [InlineData(512)]
    [InlineData(65536)]
    public void Two_threads_hand_over_every_packet_unharmed_and_in_order(int capacityBytes)
    {
        const int Records = 300_000;
        using var ring = new PacketRing(capacityBytes);
        var consumerFailed = false;

        var producer = new Thread(() =>
        {
            var random = new Random(17);
            var packet = new byte[200];
            var spin = new SpinWait();
            for (var i = 0; i < Records && !Volatile.Read(ref consumerFailed);)
            {
                var length = random.Next(4, packet.Length);
                FillChecked(packet.AsSpan(0, length), (uint)i);
                while (!ring.TryWrite(new TapId(i), ~i, packet.AsSpan(0, length)) && !Volatile.Read(ref consumerFailed))
                    spin.SpinOnce(sleep1Threshold: -1);
                i++;
            }
        });

        producer.Start();
        try
        {
            var spin = new SpinWait();
            for (var i = 0; i < Records;)
            {
                var until = ring.WritePosition;
                while (ring.TryRead(until, out var record))
                {
                    if (record.Tap.Value != i || record.ArrivalNs != ~(long)i || !IsChecked(record.Packet, (uint)i))
                        Assert.Fail($"record {i} arrived damaged as {record.Tap}");
                    i++;
                    // Sometimes after each record, sometimes after a batch.
                    if (i % 3 == 0)
                        ring.Release();
                }

                ring.Release();
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
        finally
        {
            Volatile.Write(ref consumerFailed, true);
            producer.Join();
        }

        Assert.Equal(0, ring.UsedBytes);
    }

    [Fact]
    public void Writing_and_reading_allocate_nothing()
    {
        using var ring = new PacketRing(4096);
        var packet = new byte[172];
        long received = 0;
        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                ring.TryWrite(new TapId(i), i, packet);
                while (ring.TryRead(ring.WritePosition, out var record))
                    received += record.Packet.Length;
                ring.Release();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated();
        Assert.Equal(0, Allocated());
        Assert.Equal(2 * 1000 * 172, received);
    }

    private static List<int> ReadTaps(PacketRing ring)
    {
        var taps = new List<int>();
        while (ring.TryRead(ring.WritePosition, out var record))
        {
            taps.Add(record.Tap.Value);
            ring.Release();
        }

        return taps;
    }

    private static byte[] Pattern(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    // The first four bytes seed the rest, so that a byte of another record cannot pass.
    private static void FillChecked(Span<byte> packet, uint number)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(packet, number);
        for (var i = 4; i < packet.Length; i++)
            packet[i] = CheckByte(number, i);
    }

    private static bool IsChecked(ReadOnlySpan<byte> packet, uint number)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(packet) != number)
            return false;
        for (var i = 4; i < packet.Length; i++)
        {
            if (packet[i] != CheckByte(number, i))
                return false;
        }

        return true;
    }

    private static byte CheckByte(uint number, int index) =>
        (byte)((number * 2654435761u + (uint)index * 40503u) >> 13);
}
