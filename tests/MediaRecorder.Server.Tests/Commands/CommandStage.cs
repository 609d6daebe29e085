using MediaRecorder.Audio.Codecs.Native;
using MediaRecorder.Server.Commands;
using MediaRecorder.Server.Hosting;
using MediaRecorder.Server.Tests.Configuration;
using MediaRecorder.Server.Tests.Fakes;
using MediaRecorder.TestKit.Processes;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Server.Tests.Commands;

/// <summary>The commands with a fake recorder, HTTP side, log and console; keeps the order of what happens.</summary>
internal sealed class CommandStage : IDisposable
{
    private readonly TempFolder _folder = new();

    public List<string> Steps { get; } = [];

    public StringWriter Out { get; } = new();

    public StringWriter Error { get; } = new();

    public FakeHost? Host { get; private set; }

    public StartResult? HostResult { get; set; }

    public StartResult HttpResult { get; set; } = StartResult.Started;

    public IReadOnlyList<CodecLibrary> CodecLibraries { get; set; } = [];

    /// <summary>Told the name of each log event.</summary>
    public Action<string> OnLog { get; set; } = static _ => { };

    public CommandParts Parts => new(
        (_, _) => Host = new FakeHost(Steps, HostResult),
        (model, _, _, _) => new FakeHttp(Steps, model.Listen, HttpResult),
        (_, _) => new FakeLogs(Steps, name => OnLog(name)),
        new ManualTime(),
        new ConsoleStreams(Out, Error, OutIsTerminal: false, ErrorIsTerminal: false))
    {
        CodecLibraries = CodecLibraries,
    };

    public string RecordingFolder => _folder["recordings"];

    /// <summary>A file with two trunks and what is given.</summary>
    /// <param name="carrier">Further keys of the trunk of that name.</param>
    public string WriteConfiguration(string section = "\"log\": {}", string carrier = "")
    {
        return _folder.Write(
            "mediarecorder.json",
            $"{{ \"recording\": {{ \"folder\": \"{RecordingFolder}\" }}, {section}, {ConfigurationText.Trunks.Replace("\"carrier\": {", "\"carrier\": { " + carrier, StringComparison.Ordinal)} }}");
    }

    /// <summary>Makes the recordings folder impossible.</summary>
    public void BlockRecordingFolder() => _folder.Write("recordings", "a file");

    public void Dispose()
    {
        _folder.Dispose();
        Out.Dispose();
        Error.Dispose();
    }
}
