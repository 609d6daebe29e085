namespace MediaRecorder.Server.Options;

/// <summary><c>$.recording.gains</c> as written: decibels by which a role is made louder or softer in a mix.</summary>
public sealed record GainsOptions
{
    /// <summary>Of customers.</summary>
    public int CustomerDb { get; init; }

    /// <summary>Of agents.</summary>
    public int AgentDb { get; init; }

    /// <summary>Of every other party.</summary>
    public int OthersDb { get; init; }
}
