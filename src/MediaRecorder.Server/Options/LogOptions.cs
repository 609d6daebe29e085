namespace MediaRecorder.Server.Options;

/// <summary><c>$.log</c> as written.</summary>
public sealed record LogOptions
{
    /// <summary><c>text</c> or <c>json</c>.</summary>
    public string Format { get; init; } = "text";

    /// <summary>Lowest level written: trace, debug, information, warning, error, critical.</summary>
    public string Level { get; init; } = "information";
}
