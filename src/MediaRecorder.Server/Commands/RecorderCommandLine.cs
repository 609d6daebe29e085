using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.CompilerServices;
using MediaRecorder.Server.Demo;

[assembly: InternalsVisibleTo("MediaRecorder.Server.Tests")]

namespace MediaRecorder.Server.Commands;

/// <summary>The command line: <c>serve</c>, <c>check-config</c>, <c>demo</c>.</summary>
public sealed class RecorderCommandLine
{
    private readonly CommandParts _parts;
    private readonly RootCommand _root;

    /// <summary>Builds the commands; nothing runs yet.</summary>
    public RecorderCommandLine(CommandParts parts)
    {
        _parts = parts;
        _root = new RootCommand("MediaRecorder: records the calls that run through it.")
        {
            CreateServe(),
            CreateCheckConfig(),
            CreateDemo(),
        };
    }

    /// <summary>Runs what the arguments ask for; returns an <see cref="ExitCode"/>.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var parsed = _root.Parse(arguments);

        // StopSignals answers SIGTERM and SIGINT: a recording takes as long to finish as it takes.
        var invocation = new InvocationConfiguration
        {
            Output = _parts.Console.Out,
            Error = _parts.Console.Error,
            ProcessTerminationTimeout = null,
            EnableDefaultExceptionHandler = false,
        };
        var code = await parsed.InvokeAsync(invocation);
        var asked = parsed.Action is HelpAction || parsed.Errors.Count == 0;
        return asked ? code : ExitCode.BadConfiguration;
    }

    private static Option<string> CreateConfigOption()
    {
        return new Option<string>("--config")
        {
            Description = "The configuration file.",
            HelpName = "FILE",
            Required = true,
        };
    }

    private Command CreateServe()
    {
        var config = CreateConfigOption();
        var command = new Command("serve", "Runs the recorder until SIGTERM or SIGINT.") { config };
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            return await new ServeRun(_parts).RunAsync(parsed.GetRequiredValue(config), signals.Stop, signals.Abort);
        });
        return command;
    }

    private Command CreateCheckConfig()
    {
        var config = CreateConfigOption();
        var command = new Command("check-config", "Says everything that is wrong with a configuration file.")
        {
            config,
        };
        command.SetAction(parsed => new CheckConfigRun(_parts.Console).Run(parsed.GetRequiredValue(config)));
        return command;
    }

    private Command CreateDemo()
    {
        var json = new Option<bool>("--json")
        {
            Description = "Print one JSON object on standard output, progress on standard error.",
        };
        var folder = new Option<string?>("--out")
        {
            Description = "Folder for the recording; a temporary one when left out.",
            HelpName = "DIR",
        };
        var seconds = new Option<int>("--seconds")
        {
            Description = $"Length of the call, {DemoRequest.MinSeconds} to {DemoRequest.MaxSeconds}.",
            HelpName = "N",
            DefaultValueFactory = _ => DemoRequest.DefaultSeconds,
            CustomParser = ParseSeconds,
        };
        var command = new Command("demo", "Records a call between two phones of its own and shows what came of it.")
        {
            json,
            folder,
            seconds,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            var request = new DemoRequest(parsed.GetValue(folder), parsed.GetValue(seconds), parsed.GetValue(json));
            return await new DemoRun(_parts).RunAsync(request, signals.Stop);
        });
        return command;
    }

    private static int ParseSeconds(ArgumentResult result)
    {
        var text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        var whole = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        if (!whole || seconds is < DemoRequest.MinSeconds or > DemoRequest.MaxSeconds)
            result.AddError($"--seconds must be {DemoRequest.MinSeconds} to {DemoRequest.MaxSeconds}, not {text}");
        return seconds;
    }
}
