using MediaRecorder.Audio.Codecs.Native;
using MediaRecorder.Server.Hosting;
using MediaRecorder.Server.Http;
using MediaRecorder.Server.Logs;
using MediaRecorder.Server.Models;

namespace MediaRecorder.Server.Commands;

/// <summary>What the commands are made from; tests put their own in.</summary>
/// <param name="CreateHost">Makes the recorder.</param>
/// <param name="CreateHttp">Makes the HTTP side.</param>
/// <param name="CreateLogs">Makes the log.</param>
/// <param name="Time">The clock.</param>
/// <param name="Console">Standard output and error.</param>
public sealed record CommandParts(
    RecorderHostFactory CreateHost,
    HttpSideFactory CreateHttp,
    Func<LogModel, TimeProvider, ILoggerFactory> CreateLogs,
    TimeProvider Time,
    ConsoleStreams Console)
{
    /// <summary>Libraries of the system whose codecs can be recorded where they are installed.</summary>
    public IReadOnlyList<CodecLibrary> CodecLibraries { get; init; } = CodecLibrary.All;

    /// <summary>The real ones, with the recorder that <paramref name="createHost"/> makes.</summary>
    public static CommandParts OfProcess(RecorderHostFactory createHost)
    {
        return new CommandParts(
            createHost,
            static (model, collector, health, logs) => new HttpSide(model, collector, health, logs),
            ConsoleLogs.Create,
            TimeProvider.System,
            ConsoleStreams.OfProcess());
    }
}
