using System.Text.RegularExpressions;
using MediaRecorder.Architecture.Tests.Repository;

namespace MediaRecorder.Architecture.Tests.Rules;

/// <summary>Code may name only the rooms that its own room may reference.</summary>
public static partial class ArrowRule
{
    /// <summary>Mentions of rooms, by using list or full name, that <paramref name="room"/> has no arrow to.</summary>
    public static IEnumerable<string> Check(string room, CSharpFile file)
    {
        foreach (Match mention in RoomMention().Matches(file.Code))
        {
            var other = mention.Groups[1].Value;
            if (RoomTable.MayReference.ContainsKey(other) && !RoomTable.IsArrowAllowed(room, other))
            {
                yield return $"{file.Path}:{file.LineOf(mention.Index)}: {room} may not know {other}";
            }
        }
    }

    [GeneratedRegex(@"\bMediaRecorder\.(\w+)")]
    private static partial Regex RoomMention();
}
