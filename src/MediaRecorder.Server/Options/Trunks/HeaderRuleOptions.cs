using System.Collections.Immutable;

namespace MediaRecorder.Server.Options.Trunks;

/// <summary><c>$.trunks.*.headers</c> as written: what is changed of the headers that leave by this trunk.</summary>
public sealed record HeaderRuleOptions
{
    /// <summary>Names of headers that do not leave.</summary>
    public ImmutableArray<string> Remove { get; init; } = [];

    /// <summary><c>Name: value</c>, for every request.</summary>
    public ImmutableArray<string> Add { get; init; } = [];

    /// <summary>Whether the hosts in identity headers are replaced by our address.</summary>
    public bool HideHosts { get; init; }
}
