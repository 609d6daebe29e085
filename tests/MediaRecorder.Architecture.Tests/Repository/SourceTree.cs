using System.Collections.Immutable;

namespace MediaRecorder.Architecture.Tests.Repository;

/// <summary>
/// The files of the checkout this test was built from; build output and whatever .gitignore names is left out.
/// </summary>
public sealed class SourceTree
{
    private static readonly string[] ProjectTops = ["src", "tests", "perf"];

    private static readonly Lazy<SourceTree> Found = new(() => new SourceTree(FindRoot()));

    private readonly ImmutableHashSet<string> _ignoredFolders;

    private SourceTree(string root)
    {
        Root = root;
        _ignoredFolders = File.ReadLines(Path.Combine(root, ".gitignore"))
            .Where(line => line.EndsWith('/'))
            .Select(line => line.Trim('/'))
            .ToImmutableHashSet(StringComparer.Ordinal);
        Projects =
        [
            .. ProjectTops
                .Select(top => Path.Combine(root, top))
                .Where(Directory.Exists)
                .SelectMany(Directory.GetDirectories)
                .Where(folder => !IsIgnored(folder))
                .Select(folder => new ProjectFolder(this, folder))
                .Where(project => File.Exists(project.ProjectFile))
                .OrderBy(project => project.Name, StringComparer.Ordinal),
        ];
    }

    public static SourceTree Current => Found.Value;

    public string Root { get; }

    public ImmutableArray<ProjectFolder> Projects { get; }

    /// <summary>Names of the files and folders at the top, without dot-files and without ignored folders.</summary>
    public IEnumerable<string> TopEntries() =>
        Directory.EnumerateFileSystemEntries(Root)
            .Where(entry => !IsIgnored(entry))
            .Select(entry => Path.GetFileName(entry)!)
            .Where(name => !name.StartsWith('.'));

    /// <summary>All files below <paramref name="folder"/>; ignored folders are not entered.</summary>
    public IEnumerable<string> FilesBelow(string folder) =>
        Directory.EnumerateFiles(folder)
            .Concat(Directory.EnumerateDirectories(folder).Where(child => !IsIgnored(child)).SelectMany(FilesBelow));

    /// <summary>The path as a reader would type it from the top of the checkout.</summary>
    public string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MediaRecorder.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no MediaRecorder.sln above {AppContext.BaseDirectory}");
    }

    private bool IsIgnored(string path) =>
        Path.GetFileName(path) is var name && (name == ".git" || _ignoredFolders.Contains(name));
}
