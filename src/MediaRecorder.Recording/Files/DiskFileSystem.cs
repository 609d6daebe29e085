namespace MediaRecorder.Recording.Files;

/// <summary>The real file system. Stateless; any thread.</summary>
internal sealed class DiskFileSystem : IFileSystem
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private const UnixFileMode FolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    public IOpenFile Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = System.IO.FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode;
        return new DiskFile(path, options);
    }

    public IOpenFile Open(string path) => new DiskFile(path, new FileStreamOptions
    {
        Mode = System.IO.FileMode.Open,
        Access = FileAccess.ReadWrite,
        Share = FileShare.Read,
        BufferSize = 0,
    });

    // With overwrite this is one rename(2): without it .NET links and unlinks.
    public void Move(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, FolderMode);
    }

    public bool Exists(string path) => File.Exists(path);

    public IReadOnlyList<string> List(string folder, string ending)
    {
        var found = new List<string>();
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            if (path.EndsWith(ending, StringComparison.Ordinal))
                found.Add(path);
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }
}
