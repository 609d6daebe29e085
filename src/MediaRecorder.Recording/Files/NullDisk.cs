namespace MediaRecorder.Recording.Files;

/// <summary>A disk that takes everything and keeps nothing: for the warm-up and for benchmarks.</summary>
internal sealed class NullDisk : IFileSystem
{
    public IOpenFile Create(string path) => new NullFile();

    public IOpenFile Open(string path) => new NullFile();

    public void Move(string from, string to)
    {
    }

    public void Delete(string path)
    {
    }

    public void CreateFolder(string path)
    {
    }

    public bool Exists(string path) => false;

    public IReadOnlyList<string> List(string folder, string ending) => [];

    private sealed class NullFile : IOpenFile
    {
        public long Length => 0;

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
        }

        public int Read(long offset, Span<byte> into) => 0;

        public void SetLength(long bytes)
        {
        }

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }
}
