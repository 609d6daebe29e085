using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace MediaRecorder.Buffers;

/// <summary>
/// A bounded pool of native blocks for bytes on their way to a disk. Blocks are allocated when first needed and kept;
/// a pool at its bound answers false, and the caller decides what that costs.
/// </summary>
// Owner: none; every member may be called by any thread. A short lock: it is taken once per block, not per packet.
public sealed class BlockPool : IDisposable
{
    // What returned blocks are filled with in debug builds, so that a span kept too long shows.
    private const byte Poison = 0xDD;

    private readonly Lock _gate = new();
    private readonly int _blockBytes;

    // Under the gate. The block returned last is rented first: it is the one still in the cache.
    private readonly Stack<Block> _free = new();
    private int _rentedBlocks;
    private bool _isDisposed;

    public BlockPool(int blockBytes, int maxBlocks)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBlocks);
        _blockBytes = blockBytes;
        MaxBlocks = maxBlocks;
    }

    public int MaxBlocks { get; }

    public int RentedBlocks => Volatile.Read(ref _rentedBlocks);

    /// <summary>False when <see cref="MaxBlocks"/> are out.</summary>
    public bool TryRent([NotNullWhen(true)] out Block? block)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            block = null;
            if (_rentedBlocks == MaxBlocks)
                return false;

            if (!_free.TryPop(out block))
                block = new Block(this, _blockBytes);
            block.IsRented = true;
            _rentedBlocks++;
            return true;
        }
    }

    /// <summary>Throws <see cref="InvalidOperationException"/> for a block of another pool or one that is not
    /// out.</summary>
    public void Return(Block block)
    {
        if (block.Pool != this)
            throw new InvalidOperationException("the block belongs to another pool");

        lock (_gate)
        {
            if (!block.IsRented)
                throw new InvalidOperationException("the block is returned twice");

            block.IsRented = false;
            _rentedBlocks--;
            PoisonInDebug(block);
            if (_isDisposed)
                block.Free();
            else
                _free.Push(block);
        }
    }

    /// <summary>Frees the blocks that are in; one that is still out is freed by its <see cref="Return"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            while (_free.TryPop(out var block))
                block.Free();
        }
    }

    [Conditional("DEBUG")]
    private static void PoisonInDebug(Block block) => block.Fill(Poison);
}
