using System.CommandLine;

namespace MediaRecorder.Load.Commands;

/// <summary>Options of both commands.</summary>
internal sealed class SharedOptions
{
    public Option<string> Codec { get; } = new Option<string>("--codec")
    {
        Description = "pcmu or pcma",
        DefaultValueFactory = _ => "pcmu",
    }.AcceptOnlyFromAmong("pcmu", "pcma");

    public Option<int> CallerChannel { get; } = new Option<int>("--caller-channel")
    {
        Description = "channel of a recording that shall have the caller: 0 when the caller is the customer",
        DefaultValueFactory = _ => 0,
    }.AcceptOnlyFromAmong("0", "1");

    public Option<bool> Json { get; } = new("--json") { Description = "print one JSON object instead of text" };

    public void AddTo(Command command)
    {
        command.Options.Add(Codec);
        command.Options.Add(CallerChannel);
        command.Options.Add(Json);
    }

    public bool IsALaw(ParseResult parsed) => parsed.GetValue(Codec) == "pcma";
}
