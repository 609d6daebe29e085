using System.Collections.Immutable;
using System.Xml.Linq;

namespace MediaRecorder.Architecture.Tests.Repository;

/// <summary>One project: its folder, what its project file references, its C# files.</summary>
public sealed class ProjectFolder(SourceTree tree, string folder)
{
    public string Folder { get; } = folder;

    /// <summary>The project's name, which is its folder's: <c>MediaRecorder.Sip</c>.</summary>
    public string Name { get; } = Path.GetFileName(folder);

    /// <summary>The room's name in the design: <c>Sip</c>.</summary>
    public string Room => Name["MediaRecorder.".Length..];

    /// <summary>The top folder it lies in: src, tests or perf.</summary>
    public string Top => Path.GetFileName(Path.GetDirectoryName(Folder)!);

    public string ProjectFile => Path.Combine(Folder, Name + ".csproj");

    public override string ToString() => Name;

    /// <summary>Rooms named by the project file's own ProjectReference items.</summary>
    public ImmutableArray<string> ReferencedRooms() =>
        [.. ItemsOf("ProjectReference").Select(
            path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))["MediaRecorder.".Length..])];

    /// <summary>Packages named by the project file's own PackageReference items.</summary>
    public ImmutableArray<string> ReferencedPackages() => ItemsOf("PackageReference");

    public IEnumerable<CSharpFile> CSharpFiles() =>
        tree.FilesBelow(Folder)
            .Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(path => new CSharpFile(tree.Relative(path), File.ReadAllText(path)));

    private ImmutableArray<string> ItemsOf(string kind) =>
        [.. XDocument.Load(ProjectFile).Descendants(kind)
            .Select(item => item.Attribute("Include")?.Value).OfType<string>()];
}
