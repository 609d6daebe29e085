using System.Text;

namespace MediaRecorder.Architecture.Tests.Repository;

/// <summary>
/// A lexer that knows just enough C# to blank comments, strings and characters, so that a rule looks at code only.
/// Line breaks and lengths are kept. An interpolated string is blanked whole, its holes too.
/// </summary>
public static class CSharpText
{
    public static string WithoutCommentsAndLiterals(string text)
    {
        var code = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            var end = EndOfBlank(text, at);
            if (end == at)
            {
                code.Append(text[at++]);
                continue;
            }

            for (; at < end; at++)
            {
                code.Append(text[at] == '\n' ? '\n' : ' ');
            }
        }

        return code.ToString();
    }

    /// <summary>Where the comment or literal that begins at <paramref name="at"/> ends;
    /// <paramref name="at"/> itself when none begins.</summary>
    private static int EndOfBlank(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("//"))
        {
            return at + EndOrAll(rest, rest.IndexOf('\n'), 0);
        }

        if (rest.StartsWith("/*"))
        {
            return at + EndOrAll(rest, rest.IndexOf("*/"), 2);
        }

        if (rest[0] == '\'')
        {
            return at + EndOfQuoted(rest, 1, '\'', escapes: true);
        }

        var prefix = rest.IndexOfAnyExcept('$', '@');
        if (prefix < 0 || rest[prefix] != '"')
        {
            return at;
        }

        var quotes = rest[prefix..].IndexOfAnyExcept('"');
        quotes = quotes < 0 ? rest.Length - prefix : quotes;
        if (quotes >= 3)
        {
            var fence = rest.Slice(prefix, quotes);
            var close = rest[(prefix + quotes)..].IndexOf(fence);
            return at + (close < 0 ? rest.Length : prefix + quotes + close + quotes);
        }

        var verbatim = rest[..prefix].Contains('@');
        return at + EndOfQuoted(rest, prefix + 1, '"', escapes: !verbatim);
    }

    private static int EndOfQuoted(ReadOnlySpan<char> rest, int from, char quote, bool escapes)
    {
        for (var i = from; i < rest.Length; i++)
        {
            if (escapes && rest[i] == '\\')
            {
                i++;
            }
            else if (rest[i] == quote)
            {
                var doubled = !escapes && i + 1 < rest.Length && rest[i + 1] == quote;
                if (!doubled)
                {
                    return i + 1;
                }

                i++;
            }
        }

        return rest.Length;
    }

    private static int EndOrAll(ReadOnlySpan<char> rest, int found, int closing) =>
        found < 0 ? rest.Length : found + closing;
}
