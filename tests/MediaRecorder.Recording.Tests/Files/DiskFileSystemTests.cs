using MediaRecorder.Recording.Files;

namespace MediaRecorder.Recording.Tests.Files;

public sealed class DiskFileSystemTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("recorder-").FullName;
    private readonly DiskFileSystem _files = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_hole_reads_as_zeros_and_a_file_can_be_moved_while_open()
    {
        string path = Path.Combine(_root, "a.part");
        using IOpenFile file = _files.Create(path);
        file.Write(4, [1, 2]);
        file.SetLength(8);
        file.Flush();
        _files.CreateFolder(Path.Combine(_root, "2026/03/04"));
        string moved = Path.Combine(_root, "2026/03/04/a.wav");
        _files.Move(path, moved);
        byte[] read = new byte[16];
        Assert.Equal(8, file.Read(0, read));
        Assert.Equal([0, 0, 0, 0, 1, 2, 0, 0], read[..8]);
        Assert.Equal(8, file.Length);
        Assert.True(_files.Exists(moved));
        Assert.False(_files.Exists(path));
    }

    [Fact]
    public void Nobody_else_may_read_recordings()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are a matter of Unix");
        string folder = Path.Combine(_root, "folder");
        _files.CreateFolder(folder);
        string path = Path.Combine(folder, "a.wav");
        _files.Create(path).Dispose();
#pragma warning disable CA1416 // Skipped on Windows above; the analyzer does not know SkipWhen.
        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(owner, File.GetUnixFileMode(path) & (others | owner | UnixFileMode.GroupWrite));
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(folder) & (others | UnixFileMode.GroupWrite));
#pragma warning restore CA1416
    }

    [Fact]
    public void Files_are_listed_by_their_ending_and_not_below()
    {
        foreach (string name in (string[])["b.journal", "a.journal", "c.wav.part"])
            _files.Create(Path.Combine(_root, name)).Dispose();
        _files.CreateFolder(Path.Combine(_root, "below.journal"));
        Assert.Equal(["a.journal", "b.journal"], _files.List(_root, ".journal").Select(Path.GetFileName));
    }
}
