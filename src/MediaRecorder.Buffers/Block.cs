using System.Runtime.InteropServices;

namespace MediaRecorder.Buffers;

/// <summary>A fixed-size piece of native memory lent by a <see cref="BlockPool"/>. One owner at a time: whoever
/// rented it, or whom that owner handed it to.</summary>
public sealed unsafe class Block
{
    // Aligned to a page, so that a write of whole blocks copies whole pages.
    private const nuint MemoryAlignmentBytes = 4096;

    private byte* _memory;
    private volatile bool _isRented;

    internal Block(BlockPool pool, int length)
    {
        Pool = pool;
        Length = length;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)length, MemoryAlignmentBytes);
    }

    public int Length { get; }

    /// <summary>The block's bytes; what a freshly rented block contains is undefined. Throws
    /// <see cref="InvalidOperationException"/> after the block is returned, until it is rented again: then an old
    /// reference is no longer told apart from the new one.</summary>
    public Span<byte> Span => _isRented
        ? new Span<byte>(_memory, Length)
        : throw new InvalidOperationException("the block is used after it was returned to its pool");

    internal BlockPool Pool { get; }

    // Written under the pool's gate.
    internal bool IsRented
    {
        get => _isRented;
        set => _isRented = value;
    }

    internal void Fill(byte value) => NativeMemory.Fill(_memory, (nuint)Length, value);

    internal void Free()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
