namespace MediaRecorder.Net.Tls;

/// <summary>
/// A value read from files, read again when one of them has changed. A file that has become unreadable leaves the value as
/// it was. Any thread.
/// </summary>
/// <param name="files">The files it is made of.</param>
/// <param name="read">Null when they make no value, with the reason; it is tried again until they do.</param>
/// <param name="tell">Told of each change once: null, or why it could not be used.</param>
internal sealed class ReloadedFiles<T>(
    string[] files, Func<(T? Value, string? Failure)> read, Action<string?> tell, TimeProvider time)
    where T : class
{
    // A handshake costs about a millisecond; looking at two files at each would not show, but a flood of them would.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private DateTime[] _written = [];
    private T? _value;
    private string? _lastFailure;
    private long _lookedAt;

    /// <summary>How often a changed file could not be used.</summary>
    internal long Failures { get; private set; }

    /// <summary>The newest usable value; null when there never was one.</summary>
    internal T? Current()
    {
        lock (_gate)
        {
            if (_lookedAt == 0 || time.GetElapsedTime(_lookedAt) >= LookInterval)
            {
                _lookedAt = Math.Max(1, time.GetTimestamp());
                Look();
            }

            return _value;
        }
    }

    private void Look()
    {
        var written = Array.ConvertAll(files, File.GetLastWriteTimeUtc);
        if (written.AsSpan().SequenceEqual(_written))
        {
            return;
        }

        var (value, failure) = read();
        if (value is not null)
        {
            var isFirst = _value is null;
            (_value, _written, _lastFailure) = (value, written, null);
            if (!isFirst)
            {
                tell(null);
            }
        }
        else
        {
            // Certificate and key are replaced one after the other: the next look may find them at peace.
            Failures++;
            if (failure != _lastFailure)
            {
                _lastFailure = failure;
                tell(failure);
            }
        }
    }
}
