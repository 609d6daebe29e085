using System.Collections.Immutable;
using MediaRecorder.Calls.Authentication;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Model;
using MediaRecorder.Media.Security;
using MediaRecorder.Server.Configuration;
using MediaRecorder.Server.Hosting;
using MediaRecorder.Server.Logs;
using MediaRecorder.Server.Metrics;
using MediaRecorder.Server.Models;
using MediaRecorder.Sip.Authentication;

namespace MediaRecorder.Server.Commands;

/// <summary><c>serve</c>: configuration → recorder → HTTP → ready, and back down again when a signal comes.</summary>
public sealed class ServeRun(CommandParts parts)
{
    /// <summary>Runs until <paramref name="stop"/>; returns an <see cref="ExitCode"/>.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="stop">Asks for an orderly end.</param>
    /// <param name="abort">Asks, after that, for an end now.</param>
    public async Task<int> RunAsync(string file, CancellationToken stop, CancellationToken abort)
    {
        var configuration = ConfigurationFile.Load(file);
        if (configuration.Model is not { } model)
        {
            return StartFailure.Write(parts.Console.Error, file, configuration.Errors);
        }

        using var logs = parts.CreateLogs(model.Log, parts.Time);

        // Before the recorder: from its first instrument on nothing is missed.
        using var collector = new MetricsCollector();
        using var runtime = new RuntimeMetrics(parts.Time);
        await using var host = parts.CreateHost(logs, parts.Time);
        var started = await StartAsync(host, model, stop);
        if (!started.IsStarted)
        {
            return StartFailure.Write(parts.Console.Error, file, started);
        }

        await using var http = parts.CreateHttp(model.Http, collector, host, logs);
        started = await http.StartAsync(CancellationToken.None);
        if (!started.IsStarted)
        {
            await host.StopAsync(abort);
            return StartFailure.Write(parts.Console.Error, file, started);
        }

        var log = logs.CreateLogger(LifetimeLog.Category);
        var calls = model.Calls;
        if (!SystemHashes.Digests.Supports(DigestAlgorithm.Sha512Of256))
        {
            log.Sha512Of256Missing();
        }

        foreach (var library in parts.CodecLibraries.Where(library => !library.IsAvailable))
        {
            log.CodecMissing(library.Codec, library.File, library.Package);
        }

        if (!MediaSecurity.IsAvailable)
        {
            log.SrtpMissing(MediaSecurity.DebianPackage);
        }

        foreach (var warning in configuration.Warnings)
        {
            log.ConfigurationDoubtful(warning.Describe(file));
        }

        foreach (var trunk in calls.Trunks.Values.Where(t => t.Srtp is { OverPlainSip: true, Mode: not SrtpMode.Disabled }))
        {
            log.SrtpOverPlainSip(trunk.Name);
        }

        log.Ready(Listens(calls), http.Listen, calls.Trunks.Count, model.Media.Workers, model.Recording.Folder);
        await WaitAsync(stop);

        // HTTP outlives the recorder: readiness says "draining" while the last recordings are finished.
        log.Stopping();
        await host.StopAsync(abort);
        log.Stopped();
        return ExitCode.Success;
    }

    private static string Listens(CallsModel calls)
    {
        var listens = $"udp {calls.SipListen}";
        if (calls.Transports.TcpListen is { } tcp)
        {
            listens += $", tcp {tcp}";
        }

        return calls.Transports.TlsListen is { } tls ? $"{listens}, tls {tls}" : listens;
    }

    private static async Task<StartResult> StartAsync(IRecorderHost host, ServerModel model, CancellationToken stop)
    {
        var errors = ImmutableArray.CreateBuilder<StartError>();
        CheckFolder("$.recording.folder", model.Recording.Folder, errors);
        CheckFolder("$.recording.spool", model.Recording.Spool, errors);
        return errors.Count > 0 ? new StartResult(errors.ToImmutable()) : await host.StartAsync(model, stop);
    }

    private static void CheckFolder(string path, string folder, ImmutableArray<StartError>.Builder errors)
    {
        if (!DiskProbe.TryWrite(folder, out var reason))
        {
            errors.Add(new StartError(path, $"{folder} {reason}"));
        }
    }

    private static async Task WaitAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        await stopped.Task;
    }
}
