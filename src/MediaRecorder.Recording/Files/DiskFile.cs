namespace MediaRecorder.Recording.Files;

/// <summary>A real file, written by position. Owner: whoever has it, one at a time.</summary>
internal sealed class DiskFile(FileStream stream) : IOpenFile
{
    public long Length => RandomAccess.GetLength(stream.SafeFileHandle);

    public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(stream.SafeFileHandle, bytes, offset);

    public int Read(long offset, Span<byte> into)
    {
        int total = 0;
        while (total < into.Length)
        {
            int read = RandomAccess.Read(stream.SafeFileHandle, into[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }

        return total;
    }

    public void SetLength(long bytes) => RandomAccess.SetLength(stream.SafeFileHandle, bytes);

    public void Flush() => RandomAccess.FlushToDisk(stream.SafeFileHandle);

    public void Dispose() => stream.Dispose();
}
