using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using MediaRecorder.Load.Marks;
using MediaRecorder.Load.Reports;

namespace MediaRecorder.Load.Commands;

/// <summary><c>run</c>: makes the calls and reports.</summary>
internal sealed class RunCommand
{
    private readonly Option<IPEndPoint> _target =
        Address("--target", null, "recorder's SIP address; with --bare the relay's");
    private readonly Option<IPEndPoint> _caller =
        Address("--caller", "127.0.0.2:5070", "callers' SIP address, also their media address");
    private readonly Option<IPEndPoint> _callee =
        Address("--callee", "127.0.0.3:5080", "callees' SIP address; the recorder must send here what is dialled");
    private readonly Option<int> _calls = Number("--calls", 10, 1, (PacketMark.LargestLeg + 1) / 2, "concurrent calls");
    private readonly Option<double> _rate = Real("--rate", 10, "calls started, and at the end hung up, per second");
    private readonly Option<double> _seconds =
        Real("--seconds", 10, "length of the steady window, in which all calls are up");
    private readonly Option<string> _prefix =
        Text("--prefix", "9", "prefix of the user that is dialled; six digits follow");
    private readonly Option<string> _user = Text("--user", "caller", "callers' user");
    private readonly Option<int> _rtpPort =
        Number("--rtp-port", 20000, 1024, 65000, "first RTP port on each side, two per call");
    private readonly Option<int> _answerAfter =
        Number("--answer-after", 50, 0, 60_000, "milliseconds after which the callee answers");
    private readonly Option<int> _settle =
        Number("--settle", 1000, 0, 60_000, "milliseconds from which on a call's losses count");
    private readonly Option<double> _setupTimeout =
        Real("--setup-timeout", 20, "seconds after which a call that is not up has failed");
    private readonly Option<bool> _calleeHangsUp =
        new("--callee-hangs-up") { Description = "the callee ends the calls, not the caller" };
    private readonly Option<bool> _stampInLoop =
        new("--stamp-in-loop") { Description = "take arrival times in this program's loop, not from the kernel" };
    private readonly Option<string?> _bare = new("--bare")
    {
        Description = "BASE:STRIDE: no SIP; call i's caller sends to port BASE + i*STRIDE, its callee two above"
    };
    private readonly Option<int?> _pid =
        new("--pid") { Description = "measure this process: processor time and memory" };
    private readonly Option<Uri?> _metrics = new("--metrics")
    {
        Description = "URL of the recorder's /metrics page",
        CustomParser = ParseUrl,
    };

    private readonly Option<string?> _recordings =
        new("--recordings") { Description = "afterwards check the recordings in this folder" };
    private readonly Option<string> _label = Text("--label", "", "name of the run in the report");
    private readonly SharedOptions _shared = new();
    private readonly TimeProvider _time;

    public RunCommand(TimeProvider time)
    {
        _time = time;
        _bare.Validators.Add(result => _ = ParseBare(result.GetValueOrDefault<string?>(), result.AddError));
        Command = new Command("run", "Plays both ends of many calls through a running recorder and measures it.")
        {
            _target, _caller, _callee, _calls, _rate, _seconds, _prefix, _user, _rtpPort, _answerAfter, _settle,
            _setupTimeout, _calleeHangsUp, _stampInLoop, _bare, _pid, _metrics, _recordings, _label,
        };
        _shared.AddTo(Command);
        Command.SetAction(RunAsync);
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var options = Read(parsed);
        var output = parsed.InvocationConfiguration.Output;
        try
        {
            var report = await new LoadRun(options, _time).RunAsync(cancellation);
            await output.WriteAsync(options.Json ? ReportJson.Write(report) + "\n" : ReportText.Write(report));
            return report.IsClean ? ExitCode.Clean : ExitCode.NotClean;
        }
        catch (IOException fault)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(fault.Message);
            return ExitCode.NoRun;
        }
    }

    private LoadOptions Read(ParseResult parsed) => new()
    {
        Target = parsed.GetRequiredValue(_target),
        Caller = parsed.GetRequiredValue(_caller),
        Callee = parsed.GetRequiredValue(_callee),
        Calls = parsed.GetValue(_calls),
        CallsPerSecond = parsed.GetValue(_rate),
        Seconds = parsed.GetValue(_seconds),
        Prefix = parsed.GetRequiredValue(_prefix),
        CallerUser = parsed.GetRequiredValue(_user),
        IsALaw = _shared.IsALaw(parsed),
        FirstRtpPort = parsed.GetValue(_rtpPort),
        AnswerAfterMs = parsed.GetValue(_answerAfter),
        SettleMs = parsed.GetValue(_settle),
        SetupTimeoutSeconds = parsed.GetValue(_setupTimeout),
        CalleeHangsUp = parsed.GetValue(_calleeHangsUp),
        StampInLoop = parsed.GetValue(_stampInLoop),
        Bare = ParseBare(parsed.GetValue(_bare), static _ => { }),
        Pid = parsed.GetValue(_pid),
        Metrics = parsed.GetValue(_metrics),
        Recordings = parsed.GetValue(_recordings),
        CallerChannel = parsed.GetValue(_shared.CallerChannel),
        Json = parsed.GetValue(_shared.Json),
        Label = parsed.GetRequiredValue(_label),
    };

    private static (int BasePort, int Stride)? ParseBare(string? text, Action<string> complain)
    {
        if (text is null)
            return null;
        var parts = text.Split(':');
        if (parts.Length == 2 &&
            int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var basePort) &&
            int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var stride))
        {
            return (basePort, stride);
        }

        complain($"--bare: '{text}' is not BASE:STRIDE");
        return null;
    }

    private static Option<IPEndPoint> Address(string name, string? fallback, string description)
    {
        var option = new Option<IPEndPoint>(name)
        {
            Description = description,
            Required = fallback is null,
            CustomParser = ParseAddress,
        };
        if (fallback is not null)
            option.DefaultValueFactory = _ => IPEndPoint.Parse(fallback);
        return option;
    }

    private static IPEndPoint? ParseAddress(ArgumentResult result)
    {
        if (IPEndPoint.TryParse(result.Tokens[0].Value, out var address))
            return address;
        result.AddError($"'{result.Tokens[0].Value}' is not ADDRESS:PORT");
        return null;
    }

    private static Uri? ParseUrl(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url))
            return url;
        result.AddError($"'{result.Tokens[0].Value}' is not a URL");
        return null;
    }

    private static Option<int> Number(string name, int fallback, int smallest, int largest, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => fallback };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < smallest || value > largest))
                result.AddError($"{name}: {value} is not within {smallest} to {largest}");
        });
        return option;
    }

    private static Option<double> Real(string name, double fallback, string description)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => fallback };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and < 1_000_000))
                result.AddError($"{name}: more than 0 is wanted");
        });
        return option;
    }

    private static Option<string> Text(string name, string fallback, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => fallback };
}
