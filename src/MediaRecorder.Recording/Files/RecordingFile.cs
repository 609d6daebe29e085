using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Commands;

namespace MediaRecorder.Recording.Files;

/// <summary>
/// What one recording has in the spool: its audio files, most often one, its journal and at last its sidecar. Paths never
/// change; the rest belongs to its DiskWriter, and after the last block to the finisher. Only <see cref="HasFailed"/> may
/// be read by others.
/// </summary>
internal sealed class RecordingFile
{
    private readonly RecordingFolders _folders;
    private readonly string _name;
    private volatile bool _hasFailed;

    public RecordingFile(RecordingFolders folders, RecordingId id, string callReference, DateTimeOffset startedAt)
    {
        _folders = folders;
        _name = RecordingFolders.NameOf(startedAt, id.ToString());
        Id = id;
        CallReference = callReference;
        StartedAt = startedAt;
        JournalPath = Path.Combine(folders.Spool, _name + RecordingFolders.JournalEnding);
        SidecarPartPath = Path.Combine(folders.Spool, _name + RecordingFolders.SidecarPartEnding);
        Folder = folders.DayFolder(startedAt);
        SidecarPath = Path.Combine(Folder, _name + RecordingFolders.SidecarEnding);
    }

    public RecordingId Id { get; }

    public string CallReference { get; }

    public DateTimeOffset StartedAt { get; }

    public string JournalPath { get; }

    public string SidecarPartPath { get; }

    public string Folder { get; }

    public string SidecarPath { get; }

    /// <summary>The audio files that were opened, in the order of their channels.</summary>
    public List<AudioFile> Audio { get; } = [];

    /// <summary>Nothing more can come of this recording; the worker may spare itself the blocks.</summary>
    public bool HasFailed
    {
        get => _hasFailed;
        set => _hasFailed = value;
    }

    public IOpenFile? Journal { get; set; }

    public long JournalBytes { get; set; }

    /// <summary>An audio file of this recording. <paramref name="part"/> tells several apart: a role of ours, never
    /// anything that came with the call; empty when there is only one.</summary>
    public AudioFile CreateAudio(string part, WavFormat format)
    {
        string name = part.Length == 0 ? _name : _name + RecordingFolders.PartSeparator + part;
        return new AudioFile(
            name + RecordingFolders.AudioEnding,
            Path.Combine(_folders.Spool, name + RecordingFolders.PartEnding),
            Path.Combine(Folder, name + RecordingFolders.AudioEnding),
            format);
    }

    public void CloseAudio()
    {
        foreach (AudioFile audio in Audio)
            audio.Close();
    }

    public void Close()
    {
        CloseAudio();
        Journal?.Dispose();
        Journal = null;
    }
}
