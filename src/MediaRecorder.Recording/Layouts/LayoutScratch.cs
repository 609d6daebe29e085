using MediaRecorder.Buffers;
using MediaRecorder.Recording.Files;

namespace MediaRecorder.Recording.Layouts;

/// <summary>What a worker needs for the moment in which it lays out one recording. Owner: the RecordingWorker.</summary>
internal sealed class LayoutScratch
{
    /// <summary>Frames laid out at once: a block of the narrowest PCM file.</summary>
    public const int MaxFrames = DiskWriter.BlockBytes / sizeof(short);

    /// <summary>A block for each file of a recording.</summary>
    public Block?[] Blocks { get; } = new Block?[LayoutRules.MostChannels];

    /// <summary>Mixed channels of a stereo frame.</summary>
    public short[][] Mixed { get; } = [new short[MaxFrames], new short[MaxFrames]];
}
