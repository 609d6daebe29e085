namespace MediaRecorder.Buffers.Tests;

public sealed class BlockPoolTests
{
    [Fact]
    public void A_pool_lends_up_to_its_bound_and_again_after_a_return()
    {
        using var pool = new BlockPool(4096, maxBlocks: 2);
        Assert.True(pool.TryRent(out var first));
        Assert.True(pool.TryRent(out var second));
        Assert.NotSame(first, second);
        Assert.Equal(4096, first.Length);
        Assert.Equal(4096, first.Span.Length);

        Assert.False(pool.TryRent(out var none));
        Assert.Null(none);
        Assert.Equal(2, pool.RentedBlocks);
        Assert.Equal(2, pool.MaxBlocks);

        pool.Return(first);
        Assert.Equal(1, pool.RentedBlocks);
        Assert.True(pool.TryRent(out var again));
        Assert.Same(first, again);
    }

    [Fact]
    public void Blocks_do_not_overlap()
    {
        using var pool = new BlockPool(100, maxBlocks: 8);
        var blocks = new List<Block>();
        while (pool.TryRent(out var block))
        {
            block.Span.Fill((byte)blocks.Count);
            blocks.Add(block);
        }

        Assert.Equal(8, blocks.Count);
        for (var i = 0; i < blocks.Count; i++)
            Assert.Equal(-1, blocks[i].Span.IndexOfAnyExcept((byte)i));
    }

    [Fact]
    public void A_second_return_throws()
    {
        using var pool = new BlockPool(64, maxBlocks: 2);
        pool.TryRent(out var block);
        pool.Return(block!);
        Assert.Throws<InvalidOperationException>(() => pool.Return(block!));
        Assert.Equal(0, pool.RentedBlocks);
    }

    [Fact]
    public void A_block_of_another_pool_throws_and_stays_rented_there()
    {
        using var pool = new BlockPool(64, maxBlocks: 1);
        using var other = new BlockPool(64, maxBlocks: 1);
        other.TryRent(out var block);
        Assert.Throws<InvalidOperationException>(() => pool.Return(block!));
        Assert.Equal(0, pool.RentedBlocks);
        Assert.Equal(1, other.RentedBlocks);
    }

    [Fact]
    public void The_span_of_a_returned_block_throws()
    {
        using var pool = new BlockPool(64, maxBlocks: 1);
        pool.TryRent(out var block);
        pool.Return(block!);
        Assert.Throws<InvalidOperationException>(() => block!.Span.Length);
    }

    [Fact]
    public void A_returned_block_is_poisoned_in_debug_builds_only()
    {
        using var pool = new BlockPool(64, maxBlocks: 1);
        pool.TryRent(out var block);
        var keptTooLong = block!.Span;
        keptTooLong.Fill(1);
        pool.Return(block);
#if DEBUG
        Assert.Equal(-1, keptTooLong.IndexOfAnyExcept((byte)0xDD));
#else
        Assert.Equal(-1, keptTooLong.IndexOfAnyExcept((byte)1));
#endif
    }

    [Fact]
    public void A_block_out_when_the_pool_is_disposed_stays_usable_until_its_return()
    {
        var pool = new BlockPool(64, maxBlocks: 2);
        pool.TryRent(out var block);
        pool.Dispose();
        pool.Dispose();

        block!.Span.Fill(7);
        Assert.Equal(7, block.Span[63]);
        pool.Return(block);
        Assert.Throws<InvalidOperationException>(() => block.Span.Length);
        Assert.Throws<InvalidOperationException>(() => pool.Return(block));
        Assert.Throws<ObjectDisposedException>(() => pool.TryRent(out _));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, 1)]
    public void Sizes_that_make_no_sense_are_refused(int blockBytes, int maxBlocks) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlockPool(blockBytes, maxBlocks));

    [Fact]
    public void Renting_and_returning_allocate_nothing_once_the_blocks_exist()
    {
        using var pool = new BlockPool(64, maxBlocks: 4);
        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                pool.TryRent(out var first);
                pool.TryRent(out var second);
                pool.Return(first!);
                pool.Return(second!);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated();
        Assert.Equal(0, Allocated());
    }

    [Fact]
    public void No_block_is_ever_lent_to_two_threads_at_once()
    {
        const int Turns = 50_000;
        using var pool = new BlockPool(64, maxBlocks: 3);
        var damaged = 0;
        var lent = 0;
        var threads = Enumerable.Range(1, 4).Select(mark => new Thread(() =>
        {
            for (var i = 0; i < Turns; i++)
            {
                if (!pool.TryRent(out var block))
                    continue;
                block.Span.Fill((byte)mark);
                if (block.Span.IndexOfAnyExcept((byte)mark) >= 0)
                    Interlocked.Increment(ref damaged);
                Interlocked.Increment(ref lent);
                pool.Return(block);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(0, damaged);
        Assert.True(lent >= Turns);
        Assert.Equal(0, pool.RentedBlocks);
    }
}
