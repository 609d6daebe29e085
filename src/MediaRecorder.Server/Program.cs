using MediaRecorder.Server.Commands;
using MediaRecorder.Server.Hosting;

var parts = CommandParts.OfProcess(static (logs, time) => new RecorderHost(logs, time));
return await new RecorderCommandLine(parts).RunAsync(args);
