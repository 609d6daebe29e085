using MediaRecorder.Recording.Files;

namespace MediaRecorder.Recording.Tests.Fakes;

/// <summary>A disk in memory whose operations can be made to fail one by one.</summary>
internal sealed class MemoryFileSystem : IFileSystem
{
    public Dictionary<string, MemoryFile> Files { get; } = new(StringComparer.Ordinal);

    public Dictionary<DiskOperation, int> Counts { get; } = [];

    /// <summary>Asked before each operation with its number of its kind, from 1: true lets it fail.</summary>
    public Func<DiskOperation, string, int, bool> Fails { get; set; } = (_, _, _) => false;

    /// <summary>Told after each write.</summary>
    public Action<string, MemoryFile> Written { get; set; } = (_, _) => { };

    public IOpenFile Create(string path)
    {
        Step(DiskOperation.Create, path);
        return new OpenMemoryFile(this, path, Files[path] = new MemoryFile());
    }

    public IOpenFile Open(string path)
    {
        Step(DiskOperation.Open, path);
        return new OpenMemoryFile(this, path, Existing(path));
    }

    public void Move(string from, string to)
    {
        Step(DiskOperation.Move, to);
        Files[to] = Existing(from);
        Files.Remove(from);
    }

    public void Delete(string path)
    {
        Step(DiskOperation.Delete, path);
        Files.Remove(path);
    }

    public void CreateFolder(string path) => Step(DiskOperation.CreateFolder, path);

    public bool Exists(string path) => Files.ContainsKey(path);

    public IReadOnlyList<string> List(string folder, string ending) => [.. Files.Keys
        .Where(path => Path.GetDirectoryName(path) == folder && path.EndsWith(ending, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    public MemoryFile Only(string ending) =>
        Files[Assert.Single(Files.Keys, path => path.EndsWith(ending, StringComparison.Ordinal))];

    public int CountOf(string ending) => Files.Keys.Count(path => path.EndsWith(ending, StringComparison.Ordinal));

    public void Step(DiskOperation operation, string path)
    {
        int number = Counts[operation] = Counts.GetValueOrDefault(operation) + 1;
        if (Fails(operation, path, number))
            throw new IOException($"{operation} {number} was told to fail");
    }

    private MemoryFile Existing(string path) =>
        Files.TryGetValue(path, out MemoryFile? file) ? file : throw new FileNotFoundException(path);
}
