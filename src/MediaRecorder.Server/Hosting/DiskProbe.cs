namespace MediaRecorder.Server.Hosting;

/// <summary>
/// Whether a folder takes files: writes one of a few bytes and deletes it. Thread-safe. The answer is kept for some
/// seconds, so that readiness probes cost the disk nothing.
/// </summary>
public sealed class DiskProbe(string folder, TimeProvider time)
{
    /// <summary>How long an answer holds.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private long _askedAt;
    private bool _asked;
    private bool _writable;

    /// <summary>The last answer, asked anew when it is too old.</summary>
    public bool IsWritable()
    {
        lock (_lock)
        {
            if (!_asked || time.GetElapsedTime(_askedAt) >= Validity)
            {
                _writable = TryWrite(folder, out _);
                _asked = true;
                _askedAt = time.GetTimestamp();
            }

            return _writable;
        }
    }

    /// <summary>Creates the folder if need be and writes there now.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <param name="reason">Why it does not work, for people.</param>
    public static bool TryWrite(string folder, out string reason)
    {
        reason = "";
        try
        {
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, $".probe-{Guid.NewGuid():N}");
            using var stream = new FileStream(
                file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.DeleteOnClose);
            stream.Write("probe"u8);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = $"cannot be written to: {exception.Message}";
            return false;
        }
    }
}
