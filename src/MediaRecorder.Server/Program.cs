using MediaRecorder.Server.Commands;

var parts = CommandParts.OfProcess(static (_, _) => throw new NotSupportedException("the recorder is not composed yet"));
return await new RecorderCommandLine(parts).RunAsync(args);
