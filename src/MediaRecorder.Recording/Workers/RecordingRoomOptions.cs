namespace MediaRecorder.Recording.Workers;

/// <summary>How large the room is. The defaults serve a few thousand recordings on two cores.</summary>
public sealed record RecordingRoomOptions
{
    /// <summary>Bytes of one block of audio on its way to the disk.</summary>
    public const int BlockBytes = Files.DiskWriter.BlockBytes;

    /// <summary>Design: one for two cores.</summary>
    public int Workers { get; init; } = 1;

    public int DiskWriters { get; init; } = 2;

    /// <summary>Files that are finished at the same time.</summary>
    public int Finishers { get; init; } = 4;

    /// <summary>Called once by each worker and disk writer on its own thread, before anything else: to step back.</summary>
    public Action OnThread { get; init; } = static () => { };

    /// <summary>
    /// Blocks of 16 KiB for audio on its way to the disk; a running recording uses one, and one more for each 300 ms
    /// the disk is behind. When they are used up, recordings lose audio.
    /// </summary>
    public int MaxBlocks { get; init; } = 8192;
}
