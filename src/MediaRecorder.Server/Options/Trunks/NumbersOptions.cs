using System.Collections.Immutable;

namespace MediaRecorder.Server.Options.Trunks;

/// <summary><c>$.trunks.*.numbers</c> as written: how numbers are rewritten.</summary>
public sealed record NumbersOptions
{
    /// <summary>Called numbers of calls that arrive by this trunk.</summary>
    public ImmutableArray<NumberRuleOptions> CalledIn { get; init; } = [];

    /// <summary>Callers' numbers of calls that arrive by it.</summary>
    public ImmutableArray<NumberRuleOptions> CallerIn { get; init; } = [];

    /// <summary>Called numbers of calls that leave by it.</summary>
    public ImmutableArray<NumberRuleOptions> CalledOut { get; init; } = [];

    /// <summary>Callers' numbers of calls that leave by it.</summary>
    public ImmutableArray<NumberRuleOptions> CallerOut { get; init; } = [];
}
