using System.CommandLine;
using MediaRecorder.Load.Marks;
using MediaRecorder.Load.Recordings;
using MediaRecorder.Load.Reports;

namespace MediaRecorder.Load.Commands;

/// <summary><c>check</c>: looks at recordings of an earlier run, of which it knows nothing but the marks.</summary>
internal sealed class CheckCommand
{
    private readonly Argument<string> _folder = new("folder") { Description = "recordings: *.wav here and below" };
    private readonly SharedOptions _shared = new();

    public CheckCommand()
    {
        Command = new Command(
            "check",
            "Checks recordings of an earlier run: channels, and packets missing, doubled or misplaced.") { _folder };
        _shared.AddTo(Command);
        Command.SetAction(RunAsync);
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var marks = new MarkCodec(_shared.IsALaw(parsed) ? MarkAlphabet.ALawCodes : MarkAlphabet.MuLawCodes);
        var paths = RecordingFolder.Find(parsed.GetRequiredValue(_folder), DateTime.MinValue);
        var report = new RecordingCheck(marks, parsed.GetValue(_shared.CallerChannel))
            .Run(paths, expected: null, expectedFiles: Math.Max(paths.Length, 1));
        var text = parsed.GetValue(_shared.Json) ? ReportJson.Write(report) + "\n" : ReportText.Write(report);
        await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellation);
        return report.IsClean ? ExitCode.Clean : ExitCode.NotClean;
    }
}
