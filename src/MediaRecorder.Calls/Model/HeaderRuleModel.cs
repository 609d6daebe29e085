using System.Collections.Immutable;

namespace MediaRecorder.Calls.Model;

/// <summary>What of the headers that pass is changed towards one trunk. REQ A-05.</summary>
/// <param name="Remove">Names that do not leave by this trunk, in their long form.</param>
/// <param name="Add">Headers that every request gets which leaves by it, in place of its own of that name.</param>
/// <param name="HideHosts">Addresses in identity and diversion headers are replaced by the recorder's.</param>
public sealed record HeaderRuleModel(
    ImmutableSortedSet<string> Remove, ImmutableArray<(string Name, string Value)> Add, bool HideHosts)
{
    public static readonly HeaderRuleModel Default = new(
        ImmutableSortedSet.Create<string>(StringComparer.OrdinalIgnoreCase), [], HideHosts: false);
}
