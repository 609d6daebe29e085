namespace MediaRecorder.Server.Options.Trunks;

/// <summary>One rule of <c>$.trunks.*.numbers.*</c> as written.</summary>
public sealed record NumberRuleOptions
{
    /// <summary>Regular expression for the whole number.</summary>
    public string? Match { get; init; }

    /// <summary>What takes its place, with <c>$1</c> … for its brackets.</summary>
    public string? Replace { get; init; }
}
