using MediaRecorder.Recording.Files;

namespace MediaRecorder.Recording.Tests.Fakes;

/// <summary>An open file of the disk in memory. Refuses to be used after it was closed.</summary>
internal sealed class OpenMemoryFile(MemoryFileSystem disk, string path, MemoryFile file) : IOpenFile
{
    private bool _closed;

    public long Length => Open().Length;

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        MemoryFile open = Open();
        disk.Step(DiskOperation.Write, path);
        open.Write((int)offset, bytes);
        disk.Written(path, open);
    }

    public int Read(long offset, Span<byte> into)
    {
        ReadOnlySpan<byte> rest = offset >= Open().Length ? default : file.Bytes[(int)offset..];
        int count = Math.Min(rest.Length, into.Length);
        rest[..count].CopyTo(into);
        return count;
    }

    public void SetLength(long bytes)
    {
        MemoryFile open = Open();
        disk.Step(DiskOperation.SetLength, path);
        open.SetLength((int)bytes);
    }

    public void Flush()
    {
        Open();
        disk.Step(DiskOperation.Flush, path);
    }

    public void Dispose() => _closed = true;

    private MemoryFile Open()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return file;
    }
}
