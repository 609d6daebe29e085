using System.Globalization;

namespace MediaRecorder.Server.Configuration.Trees;

/// <summary>
/// Spells paths into the file: <c>$.trunks.pbx.allow[0]</c>; names that are no plain words are quoted.
/// </summary>
internal static class KeyPath
{
    public static string Member(string path, string name)
    {
        var plain = name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$');
        return plain ? $"{path}.{name}" : $"{path}['{Printable(name)}']";
    }

    public static string Item(string path, int index)
    {
        return string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
    }

    /// <summary>The text as it may be quoted: <c>"text"</c>.</summary>
    public static string Quoted(string text) => $"\"{Printable(text)}\"";

    /// <summary>
    /// The text on one line, without control characters and no longer than a line can bear, for error messages.
    /// </summary>
    public static string Printable(string text, int maxLetters = 80)
    {
        var safe = string.Concat(text.Take(maxLetters).Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return text.Length > maxLetters ? safe + "…" : safe;
    }
}
