using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Layouts;

namespace MediaRecorder.Recording.Files;

/// <summary>
/// The file of one recording on its way through the spool. Paths never change; the rest belongs to its DiskWriter, and
/// after the last block to the finisher. Only <see cref="HasFailed"/> may be read by others.
/// </summary>
internal sealed class RecordingFile
{
    private volatile bool _hasFailed;

    public RecordingFile(RecordingFolders folders, RecordingId id, string callReference, DateTimeOffset startedAt)
    {
        Id = id;
        CallReference = callReference;
        StartedAt = startedAt;
        string name = RecordingFolders.NameOf(startedAt, id.ToString());
        PartPath = Path.Combine(folders.Spool, name + RecordingFolders.PartEnding);
        JournalPath = Path.Combine(folders.Spool, name + RecordingFolders.JournalEnding);
        SidecarPartPath = Path.Combine(folders.Spool, name + RecordingFolders.SidecarPartEnding);
        Folder = folders.DayFolder(startedAt);
        AudioPath = Path.Combine(Folder, name + RecordingFolders.AudioEnding);
        SidecarPath = Path.Combine(Folder, name + RecordingFolders.SidecarEnding);
    }

    public RecordingId Id { get; }

    public string CallReference { get; }

    public DateTimeOffset StartedAt { get; }

    public string PartPath { get; }

    public string JournalPath { get; }

    public string SidecarPartPath { get; }

    public string Folder { get; }

    public string AudioPath { get; }

    public string SidecarPath { get; }

    public static WavFormat Format => StereoLayout.Format;

    /// <summary>Nothing more can come of this file; the worker may spare itself the blocks.</summary>
    public bool HasFailed
    {
        get => _hasFailed;
        set => _hasFailed = value;
    }

    public IOpenFile? Audio { get; set; }

    public IOpenFile? Journal { get; set; }

    public long JournalBytes { get; set; }

    /// <summary>Audio bytes up to the end of the last block that reached the file: what the header may claim.</summary>
    public long AudioBytes { get; set; }

    /// <summary>Audio byte ranges [From, To) that the disk refused: silence in the file.</summary>
    public List<(long From, long To)> Refused { get; } = [];

    public void Close()
    {
        Audio?.Dispose();
        Journal?.Dispose();
        Audio = null;
        Journal = null;
    }
}
