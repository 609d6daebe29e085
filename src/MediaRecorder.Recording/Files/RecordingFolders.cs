using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MediaRecorder.Recording.Files;

/// <summary>Where recordings are written (the spool) and where they are published.</summary>
public sealed class RecordingFolders
{
    public const string AudioEnding = ".wav";
    public const string PartEnding = ".wav.part";
    public const string JournalEnding = ".journal";
    public const string SpareEnding = ".spare";
    public const string SidecarEnding = ".json";
    public const string SidecarPartEnding = ".json.part";

    /// <summary>Between the name of a recording and that of one of its audio files; in neither of them.</summary>
    public const char PartSeparator = '.';

    internal RecordingFolders(string spool, string recordings)
    {
        Spool = Path.GetFullPath(spool);
        Recordings = Path.GetFullPath(recordings);
    }

    public string Spool { get; }

    public string Recordings { get; }

    /// <summary>Creates the folders where needed and proves that a rename from one to the other works.</summary>
    /// <param name="detail">What the system said, for people.</param>
    public static bool TryPrepare(
        string spool,
        string recordings,
        [NotNullWhen(true)] out RecordingFolders? folders,
        out FolderError error,
        out string detail)
    {
        folders = null;
        var prepared = new RecordingFolders(spool, recordings);
        if (!TryProbe(prepared.Spool, out string spoolProbe, out detail))
        {
            error = FolderError.SpoolNotWritable;
            return false;
        }

        if (!TryProbe(prepared.Recordings, out string recordingsProbe, out detail))
        {
            Directory.Delete(spoolProbe);
            error = FolderError.RecordingsNotWritable;
            return false;
        }

        Directory.Delete(recordingsProbe);
        try
        {
            // A folder, because moving a file to another file system silently copies it, and moving a folder fails.
            Directory.Move(spoolProbe, recordingsProbe);
            Directory.Delete(recordingsProbe);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Directory.Delete(spoolProbe);
            error = FolderError.DifferentFileSystems;
            detail = e.Message;
            return false;
        }

        error = FolderError.None;
        folders = prepared;
        return true;
    }

    /// <summary>The name all files of a recording share: no character of it comes from the call.</summary>
    internal static string NameOf(DateTimeOffset startedAt, string recording) =>
        startedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + "_" + recording;

    /// <summary>The start and the recording a name tells of; false when it is not one of ours.</summary>
    internal static bool TryParseName(string name, out DateTimeOffset startedAt, out Guid recording)
    {
        recording = default;
        startedAt = default;
        int gap = name.IndexOf('_', StringComparison.Ordinal);
        return gap > 0
            && DateTimeOffset.TryParseExact(
                name[..gap],
                "yyyyMMdd'T'HHmmss'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out startedAt)
            && Guid.TryParseExact(name[(gap + 1)..], "D", out recording);
    }

    /// <summary>The folder of a UTC day.</summary>
    internal string DayFolder(DateTimeOffset startedAt) => Path.Combine(
        Recordings, startedAt.UtcDateTime.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture));

    private static bool TryProbe(string folder, out string probe, out string detail)
    {
        probe = Path.Combine(folder, ".probe-" + Guid.NewGuid().ToString("N"));
        try
        {
            var files = new DiskFileSystem();
            files.CreateFolder(folder);
            files.CreateFolder(probe);
            detail = "";
            return true;
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            detail = e.Message;
            return false;
        }
    }
}
