using MediaRecorder.Server.Models;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace MediaRecorder.Server.Logs;

/// <summary>The logs of a running recorder: standard output, in the format of the configuration.</summary>
public static class ConsoleLogs
{
    /// <summary>Builds the factory that every room gets its logger from; disposing it writes what is still queued.</summary>
    public static ILoggerFactory Create(LogModel model, TimeProvider time)
    {
        return LoggerFactory.Create(builder =>
        {
            builder.Services.AddSingleton(time);
            builder.SetMinimumLevel(model.Level);

            // Kestrel says on Information what we say ourselves.
            builder.AddFilter("Microsoft", model.Level > LogLevel.Warning ? model.Level : LogLevel.Warning);

            // Whoever started us waits for the ready line, whatever the level.
            builder.AddFilter(LifetimeLog.Category, model.Level > LogLevel.Information ? LogLevel.Information : model.Level);
            builder.AddConsole(console => console.FormatterName = FormatterOf(model.Format));
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, TextLogFormatter>());
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, JsonLogFormatter>());
        });
    }

    private static string FormatterOf(LogFormat format)
    {
        return format == LogFormat.Json ? JsonLogFormatter.FormatterName : TextLogFormatter.FormatterName;
    }
}
