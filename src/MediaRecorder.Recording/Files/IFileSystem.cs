namespace MediaRecorder.Recording.Files;

/// <summary>
/// The few things the recorder asks of a disk: a seam, so that tests can let each of them fail. Members throw
/// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
/// </summary>
internal interface IFileSystem
{
    /// <summary>Creates or empties a file, mode 0640.</summary>
    IOpenFile Create(string path);

    /// <summary>Opens an existing file to read and write.</summary>
    IOpenFile Open(string path);

    /// <summary>Renames at one stroke within one file system; replaces what is there.</summary>
    void Move(string from, string to);

    void Delete(string path);

    /// <summary>Creates a folder and those above it, mode 0750.</summary>
    void CreateFolder(string path);

    bool Exists(string path);

    /// <summary>Full paths of the files in a folder, not below it, whose names end so.</summary>
    IReadOnlyList<string> List(string folder, string ending);
}
