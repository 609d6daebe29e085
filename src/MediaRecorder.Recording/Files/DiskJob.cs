using MediaRecorder.Buffers;
using MediaRecorder.Recording.Sidecars;

namespace MediaRecorder.Recording.Files;

/// <summary>One piece of work for a DiskWriter. A value, so that a flush allocates nothing.</summary>
internal readonly record struct DiskJob(DiskJobKind Kind, RecordingFile File)
{
    /// <summary>Open: the audio files to create.</summary>
    public AudioFile[]? Files { get; init; }

    /// <summary>AddAudio: the file to create; Write: the one to write to.</summary>
    public AudioFile? Audio { get; init; }

    /// <summary>Write: the block, whose first <see cref="Bytes"/> are audio for <see cref="AudioOffset"/>.</summary>
    public Block? Block { get; init; }

    public int Bytes { get; init; }

    public long AudioOffset { get; init; }

    /// <summary>Open, Journal: a line with its end.</summary>
    public byte[]? Line { get; init; }

    /// <summary>Finish: the sidecar, but for what the disk refused.</summary>
    public Sidecar? Sidecar { get; init; }

    /// <summary>Finish: length of each file in frames.</summary>
    public long Samples { get; init; }
}
