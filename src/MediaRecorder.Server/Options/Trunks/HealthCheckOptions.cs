namespace MediaRecorder.Server.Options.Trunks;

/// <summary><c>$.trunks.*.healthCheck</c> as written.</summary>
public sealed record HealthCheckOptions
{
    /// <summary>Between two OPTIONS to a next hop; 0 sends none.</summary>
    public int IntervalSeconds { get; init; }

    /// <summary>An OPTIONS without an answer for this time has failed.</summary>
    public int TimeoutMs { get; init; } = 2000;

    /// <summary>Failures in a row that put a next hop down.</summary>
    public int DownAfter { get; init; } = 2;

    /// <summary>Successes in a row that put it up again.</summary>
    public int UpAfter { get; init; } = 2;

    /// <summary>Without OPTIONS, a next hop that is down is tried again after this time.</summary>
    public int RestSeconds { get; init; } = 30;
}
