using System.Collections.Immutable;

namespace MediaRecorder.Server.Hosting;

/// <summary>Whether a start succeeded.</summary>
/// <param name="Errors">Empty = started; else all that is known to be wrong.</param>
public sealed record StartResult(ImmutableArray<StartError> Errors)
{
    /// <summary>A start that succeeded.</summary>
    public static StartResult Started { get; } = new([]);

    /// <summary>True when everything runs.</summary>
    public bool IsStarted => Errors.IsEmpty;

    /// <summary>A start that one thing prevented.</summary>
    public static StartResult Failed(string path, string reason) => new([new StartError(path, reason)]);
}
