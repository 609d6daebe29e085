using Microsoft.Extensions.Logging;

namespace MediaRecorder.Server.Tests.Fakes;

/// <summary>Keeps what was logged, as steps among others.</summary>
internal sealed class FakeLogs(List<string> steps, Action<string> onEvent) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose() => steps.Add("logs dispose");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        steps.Add($"log {formatter(state, exception)}");
        onEvent(eventId.Name ?? "");
    }
}
