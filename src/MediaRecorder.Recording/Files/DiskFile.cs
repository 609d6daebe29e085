namespace MediaRecorder.Recording.Files;

/// <summary>A real file, written by position. Owner: whoever has it, one at a time.</summary>
internal sealed class DiskFile(string path, FileStreamOptions options) : IOpenFile
{
    private readonly FileStream _stream = new(path, options);

    public long Length => RandomAccess.GetLength(_stream.SafeFileHandle);

    public void Write(long offset, ReadOnlySpan<byte> bytes) =>
        RandomAccess.Write(_stream.SafeFileHandle, bytes, offset);

    public int Read(long offset, Span<byte> into)
    {
        int total = 0;
        while (total < into.Length)
        {
            int read = RandomAccess.Read(_stream.SafeFileHandle, into[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }

        return total;
    }

    public void SetLength(long bytes) => RandomAccess.SetLength(_stream.SafeFileHandle, bytes);

    public void Flush() => RandomAccess.FlushToDisk(_stream.SafeFileHandle);

    public void Dispose() => _stream.Dispose();
}
