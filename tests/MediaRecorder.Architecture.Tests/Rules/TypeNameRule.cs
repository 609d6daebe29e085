using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MediaRecorder.Architecture.Tests.Repository;

namespace MediaRecorder.Architecture.Tests.Rules;

/// <summary>Type names are nouns of the field; words that name nothing are banned.</summary>
public static partial class TypeNameRule
{
    private static readonly FrozenSet<string> BannedWords = FrozenSet.Create(
        "Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Common", "Base", "Handler", "Processor", "Data",
        "Info", "Impl");

    // The design's vocabulary has Call, Leg and Stream for what others call by these.
    private static readonly FrozenSet<string> BannedAlone = FrozenSet.Create("Channel", "Session", "Connection");

    public static IEnumerable<string> Check(CSharpFile file)
    {
        foreach (var type in file.DeclaredTypes())
        {
            var word = Words().Matches(type).Select(match => match.Value).FirstOrDefault(BannedWords.Contains);
            if (word is not null)
            {
                yield return $"{file.Path}: type {type} has the banned word {word}";
            }

            if (BannedAlone.Contains(type))
            {
                yield return $"{file.Path}: type {type} needs a qualifier";
            }
        }
    }

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Words();
}
