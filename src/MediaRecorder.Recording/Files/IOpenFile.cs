namespace MediaRecorder.Recording.Files;

/// <summary>An open file of <see cref="IFileSystem"/>; the same exceptions.</summary>
internal interface IOpenFile : IDisposable
{
    long Length { get; }

    /// <summary>Writes all of it; a hole before the offset reads as zeros.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Reads up to the length of the span; fewer only at the end of the file.</summary>
    int Read(long offset, Span<byte> into);

    void SetLength(long bytes);

    /// <summary>Returns when the disk has it (fsync).</summary>
    void Flush();
}
