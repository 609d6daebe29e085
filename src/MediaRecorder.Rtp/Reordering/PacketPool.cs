using System.Numerics;

namespace MediaRecorder.Rtp.Reordering;

/// <summary>
/// Memory for packets that wait for an earlier one, in four sizes. Grows to what was once needed at the same time and
/// then allocates no more. Owner: the thread of the streams that share it.
/// </summary>
public sealed class PacketPool
{
    public const int MaxPacketBytes = 2048;

    private const int MinPacketBytes = 256;
    private const int Sizes = 4;

    private readonly Stack<byte[]>[] _free = [new(), new(), new(), new()];

    /// <summary>Buffers ever made: stands still in steady state.</summary>
    public int CreatedBuffers { get; private set; }

    /// <summary>At least this many bytes, with what its last user left in them; null for more than
    /// <see cref="MaxPacketBytes"/>.</summary>
    public byte[]? Rent(int bytes)
    {
        if (bytes > MaxPacketBytes)
            return null;
        int size = SizeOf(bytes);
        if (_free[size].TryPop(out byte[]? buffer))
            return buffer;
        CreatedBuffers++;
        return new byte[MinPacketBytes << size];
    }

    public void Return(byte[] buffer) => _free[SizeOf(buffer.Length)].Push(buffer);

    private static int SizeOf(int bytes) =>
        Math.Clamp(BitOperations.Log2((uint)Math.Max(bytes, 1) - 1) + 1 - 8, 0, Sizes - 1);
}
