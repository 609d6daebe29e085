using MediaRecorder.Recording.Files;

namespace MediaRecorder.Recording.Tests.Files;

public sealed class RecordingFoldersTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("recorder-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Folders_are_created_and_left_empty()
    {
        Assert.True(RecordingFolders.TryPrepare(
            Path.Combine(_root, "a/spool"), Path.Combine(_root, "recordings"), out RecordingFolders? folders, out _,
            out _));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folders.Spool));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folders.Recordings));
    }

    [Fact]
    public void A_spool_that_is_no_folder_is_refused()
    {
        string file = Path.Combine(_root, "file");
        File.WriteAllText(file, "");
        Assert.False(RecordingFolders.TryPrepare(
            Path.Combine(file, "spool"), _root, out _, out FolderError error, out string detail));
        Assert.Equal(FolderError.SpoolNotWritable, error);
        Assert.NotEmpty(detail);
        Assert.False(RecordingFolders.TryPrepare(_root, Path.Combine(file, "out"), out _, out error, out _));
        Assert.Equal(FolderError.RecordingsNotWritable, error);
        Assert.Single(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public void Folders_on_different_file_systems_are_refused()
    {
        const string otherFileSystem = "/dev/shm";
        Assert.SkipUnless(Directory.Exists(otherFileSystem), "no second file system here");
        string other = Path.Combine(otherFileSystem, Path.GetFileName(_root));
        try
        {
            Assert.False(RecordingFolders.TryPrepare(other, _root, out _, out FolderError error, out _));
            Assert.Equal(FolderError.DifferentFileSystems, error);
            Assert.Empty(Directory.EnumerateFileSystemEntries(other));
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    // REQ: B-11
    [Fact]
    public void A_name_tells_the_second_and_the_recording()
    {
        var startedAt = new DateTimeOffset(2026, 3, 4, 5, 6, 7, 890, TimeSpan.FromHours(2));
        var id = new Guid(1, 2, 3, new byte[8]);
        string name = RecordingFolders.NameOf(startedAt, id.ToString());
        Assert.Equal("20260304T030607Z_00000001-0002-0003-0000-000000000000", name);
        Assert.True(RecordingFolders.TryParseName(name, out DateTimeOffset parsed, out Guid parsedId));
        Assert.Equal((startedAt.AddMilliseconds(-890).ToUniversalTime(), id), (parsed, parsedId));
        Assert.False(RecordingFolders.TryParseName("20260304T030607Z", out _, out _));
        Assert.False(RecordingFolders.TryParseName("x_00000001-0002-0003-0000-000000000000", out _, out _));
    }
}
