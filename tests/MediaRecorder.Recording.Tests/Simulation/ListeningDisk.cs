using MediaRecorder.Recording.Files;

namespace MediaRecorder.Recording.Tests.Simulation;

/// <summary>A disk that keeps nothing: what is written to the one audio file is listened to.</summary>
internal sealed class ListeningDisk(ListeningDisk.Listener listen) : IFileSystem
{
    public delegate void Listener(long audioOffset, ReadOnlySpan<byte> audio);

    public IOpenFile Create(string path) =>
        new ListeningFile(path.EndsWith(RecordingFolders.PartEnding, StringComparison.Ordinal) ? listen : (_, _) => { });

    public IOpenFile Open(string path) => Create(path);

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

    private sealed class ListeningFile(Listener listen) : IOpenFile
    {
        // The header is written at 0; the first audio tells how long it is.
        private long _headerBytes = -1;

        public long Length { get; private set; }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            Length = Math.Max(Length, offset + bytes.Length);
            if (offset == 0)
                return;
            if (_headerBytes < 0)
                _headerBytes = offset;
            listen(offset - _headerBytes, bytes);
        }

        public int Read(long offset, Span<byte> into) => 0;

        public void SetLength(long bytes) => Length = bytes;

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }
}
