using MediaRecorder.Server.Models;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace MediaRecorder.Server.Logs;

/// <summary>The logs of a running recorder: standard output unless the model says otherwise.</summary>
public static class ConsoleLogs
{
    /// <summary>
    /// Builds the factory that every room gets its logger from; disposing it writes what is still queued.
    /// </summary>
    public static ILoggerFactory Create(LogModel model, TimeProvider time)
    {
        return LoggerFactory.Create(builder =>
        {
            builder.Services.AddSingleton(time);
            builder.SetMinimumLevel(model.Level);

            // Kestrel says on Information what we say ourselves.
            builder.AddFilter("Microsoft", model.Level > LogLevel.Warning ? model.Level : LogLevel.Warning);

            // A start that fails is a typed result, told in one line; the host would add its stack trace.
            builder.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

            // Whoever started us waits for the ready line, whatever the level.
            builder.AddFilter(
                LifetimeLog.Category, model.Level > LogLevel.Information ? LogLevel.Information : model.Level);
            builder.AddConsole(console =>
            {
                console.FormatterName = FormatterOf(model.Format);
                console.LogToStandardErrorThreshold = model.OnStandardError ? LogLevel.Trace : LogLevel.None;
            });
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, TextLogFormatter>());
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, JsonLogFormatter>());
        });
    }

    private static string FormatterOf(LogFormat format)
    {
        return format == LogFormat.Json ? JsonLogFormatter.FormatterName : TextLogFormatter.FormatterName;
    }
}
