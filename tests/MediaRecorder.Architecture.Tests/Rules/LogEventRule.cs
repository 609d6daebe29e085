using System.Text.RegularExpressions;
using MediaRecorder.Architecture.Tests.Repository;

namespace MediaRecorder.Architecture.Tests.Rules;

/// <summary>A number stands for one log event: whoever filters by it gets no other.</summary>
public static partial class LogEventRule
{
    /// <summary>Events whose number another of these files, or an earlier line, has already.</summary>
    public static IEnumerable<string> Check(IEnumerable<CSharpFile> files)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (Match number in EventNumber().Matches(file.Code))
            {
                if (!taken.Add(number.Groups[1].Value))
                {
                    yield return $"{file.Path}:{file.LineOf(number.Index)}: event {number.Groups[1].Value} is another's";
                }
            }
        }
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex EventNumber();
}
