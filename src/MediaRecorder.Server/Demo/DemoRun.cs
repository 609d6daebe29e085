using System.Net;
using MediaRecorder.Catalog.Folders;
using MediaRecorder.Server.Commands;
using MediaRecorder.Server.Hosting;
using MediaRecorder.Server.Phones.Scripts;
using Spectre.Console;

namespace MediaRecorder.Server.Demo;

/// <summary>
/// <c>demo</c>: the whole recorder on loopback, a call between two phones through it, and what was recorded.
/// </summary>
public sealed class DemoRun(CommandParts parts)
{
    // Stands where a file name would in a start error.
    private const string Origin = "demo";

    // Set-up, and retransmissions at the end, on a slow machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const int PipeWidth = 120;

    private static readonly TimeSpan PublishPeriod = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns an <see cref="ExitCode"/>.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="stop">Ends the demo early; then nothing is shown.</param>
    public async Task<int> RunAsync(DemoRequest request, CancellationToken stop)
    {
        var folder = request.Folder is null
            ? Directory.CreateTempSubdirectory("mediarecorder-demo-").FullName
            : Path.GetFullPath(request.Folder);
        if (!DiskProbe.TryWrite(folder, out var reason))
            return Refuse(StartResult.Failed("$.recording.folder", $"{folder} {reason}"));
        using var call = new DemoCall(new DemoScript(request.Seconds));
        return call.TryOpen(out var failure)
            ? await RunAsync(request, call, folder, stop)
            : Refuse(StartResult.Failed("$.sip.listen", failure));
    }

    private async Task<int> RunAsync(DemoRequest request, DemoCall call, string folder, CancellationToken stop)
    {
        if (!DemoPorts.TryFind(out var sipPort, out var mediaPort))
            return Refuse(StartResult.Failed("$.media.ports", "no free ports on 127.0.0.1"));

        var model = DemoModel.Create(folder, sipPort, mediaPort, call.CustomerSip, call.AgentSip);
        using var logs = parts.CreateLogs(model.Log, parts.Time);
        await using var host = parts.CreateHost(logs, parts.Time);
        var started = await host.StartAsync(model, stop);
        if (!started.IsStarted)
            return Refuse(started);

        await ShowCallAsync(request, call, model.Calls.SipListen, stop);
        var complete = call.Failure is null && !stop.IsCancellationRequested;
        var recording = complete ? await WaitForRecordingAsync(call, folder) : null;
        await host.StopAsync(stop);
        return Report(request, call, recording, folder, stop.IsCancellationRequested);
    }

    private int Refuse(StartResult result) => StartFailure.Write(parts.Console.Error, Origin, result);

    private async Task ShowCallAsync(DemoRequest request, DemoCall call, IPEndPoint recorder, CancellationToken stop)
    {
        var limit = TimeSpan.FromSeconds(request.Seconds) + Patience;
        var over = Task.WhenAny(call.RunAsync(recorder, parts.Time), Task.Delay(limit, parts.Time, stop));
        var (writer, terminal) = request.Json
            ? (parts.Console.Error, parts.Console.ErrorIsTerminal)
            : (parts.Console.Out, parts.Console.OutIsTerminal);
        IDemoDisplay display = terminal ? new LiveDisplay(CreateConsole(writer, terminal)) : new PlainDisplay(writer);
        await display.ShowAsync(call, over, parts.Time);
    }

    // Publishing comes after the 600 ms of hold-back and an fsync.
    private async Task<PublishedRecording?> WaitForRecordingAsync(DemoCall call, string folder)
    {
        var started = parts.Time.GetTimestamp();
        var recordings = new RecordingFolder(folder);
        while (call.SipCallId is { } callId && parts.Time.GetElapsedTime(started) < Patience)
        {
            if (recordings.FindBySipCallId(callId) is { } found)
                return found;
            await Task.Delay(PublishPeriod, parts.Time);
        }

        return null;
    }

    private int Report(DemoRequest request, DemoCall call, PublishedRecording? recording, string folder, bool stopped)
    {
        if (recording is null || call.Failure is not null)
        {
            var missing = stopped ? "stopped before the call was over" : $"no recording was published in {folder}";
            var why = call.Failure ?? missing;
            parts.Console.Error.WriteLine($"{Origin}: {why}");
            return ExitCode.Failed;
        }

        if (request.Json)
            parts.Console.Out.WriteLine(DemoJson.Write(recording));
        else
            new RecordingPicture(CreateConsole(parts.Console.Out, parts.Console.OutIsTerminal)).Draw(recording);
        return ExitCode.Success;
    }

    private static IAnsiConsole CreateConsole(TextWriter writer, bool terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
        });

        // A pipe has no width; Spectre would take it for 80 and break lines.
        if (!terminal)
            console.Profile.Width = PipeWidth;
        return console;
    }
}
