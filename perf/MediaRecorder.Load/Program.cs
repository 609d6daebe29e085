using System.CommandLine;
using MediaRecorder.Load.Commands;

// Ctrl-C hangs up all calls and still reports, which takes a few seconds.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
var root = new RootCommand(
    "Load generator and meter for MediaRecorder: both ends of many calls, every packet accounted for.")
{
    new RunCommand(TimeProvider.System).Command,
    new CheckCommand().Command,
};
return await root.Parse(args).InvokeAsync(invocation);
