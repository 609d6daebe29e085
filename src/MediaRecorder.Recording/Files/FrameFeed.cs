using MediaRecorder.Buffers;

namespace MediaRecorder.Recording.Files;

/// <summary>Collects the frames of one recording in a block and posts it. Owner: the RecordingWorker.</summary>
internal sealed class FrameFeed(DiskWriter disk, RecordingFile file)
{
    private Block? _block;
    private int _usedBytes;
    private long _audioOffset;

    /// <summary>Room for audio at this offset of the file. False: there is none, and this audio is lost.</summary>
    public bool TryReserve(long audioOffset, out Span<byte> room)
    {
        if (_block is not null && _audioOffset + _usedBytes != audioOffset)
            Flush();
        if (_block is null)
        {
            room = default;
            if (file.HasFailed || !disk.TryRent(out _block))
                return false;
            _audioOffset = audioOffset;
            _usedBytes = 0;
        }

        room = _block!.Span[_usedBytes..];
        return true;
    }

    /// <summary>So much of the reserved room is filled.</summary>
    public void Commit(int bytes)
    {
        _usedBytes += bytes;
        if (_usedBytes == _block!.Length)
            Flush();
    }

    public void Flush()
    {
        if (_block is null)
            return;
        disk.Post(new DiskJob(DiskJobKind.Write, file)
        {
            Block = _block,
            Bytes = _usedBytes,
            AudioOffset = _audioOffset,
        });
        _block = null;
    }
}
