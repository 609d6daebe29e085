using System.Collections.Immutable;

namespace MediaRecorder.Server.Options.Trunks;

/// <summary>One item of <c>$.trunks.*.routes</c> as written.</summary>
public sealed record TrunkRouteOptions
{
    /// <summary>Regular expression for the whole called number, as rewritten on arrival.</summary>
    public string? Match { get; init; }

    /// <summary>Names of the trunks by which such calls leave, in the order in which they are tried.</summary>
    public ImmutableArray<string> To { get; init; }
}
