using MediaRecorder.Architecture.Tests.Repository;
using MediaRecorder.Architecture.Tests.Rules;

namespace MediaRecorder.Architecture.Tests;

public sealed class LayoutTests
{
    private const int MaxFilesInFolder = 15;
    private const int MaxFolderDepth = 2;
    private const int MaxLines = 600;

    // A printed page, with room for a table.
    private const int MaxPageLines = 70;

    private static readonly string[] CodeExtensions = [".cs", ".ts", ".svelte", ".sh", ".css"];

    private static SourceTree Tree => SourceTree.Current;

    [Fact]
    public void The_top_holds_exactly_what_the_design_says() =>
        Assert.Equal(
            ["MediaRecorder.sln", "README.md", "config", "docker", "perf", "src", "tests"],
            Tree.TopEntries().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_project_has_a_page_of_its_own() =>
        Findings.None(
            from project in Tree.Projects
            let page = Path.Combine(project.Folder, "README.md")
            let lines = File.Exists(page) ? File.ReadLines(page).Count() : 0
            where lines is 0 or > MaxPageLines
            select $"{Tree.Relative(page)}: {(lines == 0 ? "missing or empty" : $"{lines} lines, at most {MaxPageLines}")}");

    [Fact]
    public void Folders_are_at_most_two_deep_and_hold_1_to_15_files() =>
        Findings.None(Tree.Projects.SelectMany(project => FolderFindings(project.Folder, 0)));

    [Fact]
    public void No_file_is_longer_than_600_lines() =>
        Findings.None(
            from path in Tree.FilesBelow(Tree.Root)
            where CodeExtensions.Contains(Path.GetExtension(path))
            let lines = File.ReadLines(path).Count()
            where lines > MaxLines
            select $"{Tree.Relative(path)}: {lines} lines");

    [Fact]
    public void Every_room_has_its_tests() =>
        Findings.None(
            from room in Tree.Projects.Where(project => project.Top == "src")
            where !Tree.Projects.Any(project => project.Name == room.Name + ".Tests")
            select $"{room.Name} has no tests/{room.Name}.Tests");

    private static IEnumerable<string> FolderFindings(string folder, int depth)
    {
        var code = Directory.EnumerateFiles(folder).Count(path => CodeExtensions.Contains(Path.GetExtension(path)));
        var children = Directory.GetDirectories(folder).Where(child => Tree.FilesBelow(child).Any()).ToArray();
        if (code > MaxFilesInFolder)
        {
            yield return $"{Tree.Relative(folder)}: {code} files, at most {MaxFilesInFolder}";
        }

        if (code == 0 && children.Length == 0 && !Directory.EnumerateFiles(folder).Any())
        {
            yield return $"{Tree.Relative(folder)}: empty";
        }

        if (depth > MaxFolderDepth)
        {
            yield return $"{Tree.Relative(folder)}: {depth} folders deep, at most {MaxFolderDepth}";
        }

        foreach (var finding in children.SelectMany(child => FolderFindings(child, depth + 1)))
        {
            yield return finding;
        }
    }
}
