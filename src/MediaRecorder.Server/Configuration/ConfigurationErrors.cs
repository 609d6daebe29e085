using System.Collections.Immutable;

namespace MediaRecorder.Server.Configuration;

/// <summary>
/// Collects every error of one file, so that all are shown at once. One error per key: the first one is the cause.
/// </summary>
internal sealed class ConfigurationErrors(IReadOnlyDictionary<string, int> lines)
{
    private readonly List<ConfigurationError> _errors = [];
    private readonly List<ConfigurationError> _warnings = [];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly List<string> _unreadable = [];

    public bool IsEmpty => _errors.Count == 0;

    /// <summary>Reports a section that is no section: nothing is said of what it would have held.</summary>
    public void AddUnreadable(string path, string reason)
    {
        Add(path, reason);
        _unreadable.Add(path + ".");
    }

    public void Add(string path, string reason)
    {
        if (!_unreadable.Exists(section => path.StartsWith(section, StringComparison.Ordinal)) && _paths.Add(path))
        {
            _errors.Add(new ConfigurationError(path, reason, LineOf(path)));
        }
    }

    /// <summary>Something that is allowed and cannot have been meant: it stops nothing.</summary>
    public void Warn(string path, string reason) => _warnings.Add(new ConfigurationError(path, reason, LineOf(path)));

    public ImmutableArray<ConfigurationError> Warnings() => [.. _warnings.OrderBy(w => w.Line)];

    /// <summary>In the order of the file, so that they can be mended from top to bottom.</summary>
    public ImmutableArray<ConfigurationError> ToImmutable() => [.. _errors.OrderBy(e => e.Line)];

    // A key that is missing has no line of its own: the section that lacks it has.
    private int LineOf(string path)
    {
        for (var end = path.Length; end > 0; end = path.AsSpan(0, end).LastIndexOfAny('.', '['))
        {
            if (lines.TryGetValue(path[..end], out var line))
            {
                return line;
            }
        }

        return 0;
    }
}
