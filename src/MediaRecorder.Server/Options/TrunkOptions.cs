using System.Collections.Immutable;

namespace MediaRecorder.Server.Options;

/// <summary>One entry of <c>$.trunks</c> as written; null and default mean: not written, and they must be.</summary>
public sealed record TrunkOptions
{
    /// <summary><c>external</c> (customers) or <c>internal</c> (agents).</summary>
    public string? Side { get; init; }

    /// <summary>Sources this trunk's SIP comes from: <c>address[/prefix][:port]</c>.</summary>
    public ImmutableArray<string> Allow { get; init; }

    /// <summary><c>address:port</c> to which calls leave by this trunk.</summary>
    public string? NextHop { get; init; }

    /// <summary>Name of the trunk by which calls leave that arrive on this one.</summary>
    public string? RouteTo { get; init; }

    /// <summary>Record the calls that arrive on this trunk.</summary>
    public bool Record { get; init; } = true;

    /// <summary>Keep recording while a party is on hold. REQ C-01.</summary>
    public bool RecordHolds { get; init; }

    /// <summary>Whether the agent's keypad may pause and resume. REQ C-04.</summary>
    public bool KeypadPause { get; init; } = true;

    /// <summary>Name of the trunk to which this trunk's phones register; null: it has no phones. REQ A-06.</summary>
    public string? Registrar { get; init; }

    /// <summary><c>contact</c> or <c>path</c>: how the registrar is made to send the phones' calls through us.</summary>
    public string RegisterBy { get; init; } = "contact";
}
