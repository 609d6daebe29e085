namespace MediaRecorder.Recording.Tests.Fakes;

/// <summary>The bytes of a file in memory.</summary>
internal sealed class MemoryFile
{
    // Large enough for the short calls of the tests, so that growing does not blur a test of allocations.
    private byte[] _bytes = new byte[1 << 20];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Write(int offset, ReadOnlySpan<byte> bytes)
    {
        SetLength(Math.Max(Length, offset + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(offset));
    }

    public void SetLength(int length)
    {
        if (length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(length, 2 * _bytes.Length));
        if (length < Length)
            _bytes.AsSpan(length, Length - length).Clear();
        Length = length;
    }
}
