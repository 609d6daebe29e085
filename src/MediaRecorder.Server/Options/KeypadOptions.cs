using System.Collections.Immutable;

namespace MediaRecorder.Server.Options;

/// <summary><c>$.keypad</c> as written. REQ C-04.</summary>
public sealed record KeypadOptions
{
    /// <summary>Key sequences that pause the recording.</summary>
    public ImmutableArray<string> Pause { get; init; } = ["#11#", "#11"];

    /// <summary>Key sequences that start or resume it.</summary>
    public ImmutableArray<string> Resume { get; init; } = ["#12#", "#12"];

    /// <summary>Milliseconds after which an unfinished sequence is given up.</summary>
    public int InterDigitTimeoutMs { get; init; } = 4000;
}
