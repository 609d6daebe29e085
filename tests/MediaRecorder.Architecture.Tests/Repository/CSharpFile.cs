using System.Text.RegularExpressions;

namespace MediaRecorder.Architecture.Tests.Repository;

/// <summary>One C# file: its text, and its code with comments and literals blanked.</summary>
public sealed partial class CSharpFile(string path, string text)
{
    /// <summary>Path from the top of the checkout, with forward slashes.</summary>
    public string Path { get; } = path;

    public string Code { get; } = CSharpText.WithoutCommentsAndLiterals(text);

    public int LineCount { get; } = text.AsSpan().Count('\n');

    /// <summary>The file-scoped namespace, or null for top-level statements.</summary>
    public string? Namespace => NamespaceLine().Match(Code) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Names of the types declared here.</summary>
    public IEnumerable<string> DeclaredTypes() =>
        TypeDeclaration().Matches(Code).Select(match => match.Groups[1].Value);

    /// <summary>Line number, counted from 1, of an index into <see cref="Code"/>.</summary>
    public int LineOf(int index) => Code.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    // "record struct X" and "record class X" give X; a constraint "where T : class" is followed by no name.
    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?!\s+(?:class|struct)\b))\s+([A-Z]\w*)")]
    private static partial Regex TypeDeclaration();
}
