namespace MediaRecorder.Server.Logs;

/// <summary>The parts of a log entry that both formats write.</summary>
internal static class LogFields
{
    // Always three digits and Z, so that lines sort as text.
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string FormatTime(TimeProvider time) => time.GetUtcNow().UtcDateTime.ToString(TimeFormat, null);

    /// <summary>The named values of the message, in its order; the template itself is left out.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Of<TState>(TState state)
    {
        return state is IEnumerable<KeyValuePair<string, object?>> fields
            ? fields.Where(field => field.Key != "{OriginalFormat}")
            : [];
    }

    /// <summary>The level in the words of the configuration.</summary>
    public static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "information",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
