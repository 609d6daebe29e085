using System.Collections.Immutable;
using MediaRecorder.Net;
using MediaRecorder.Recording.Files;
using MediaRecorder.Server.Logs;
using MediaRecorder.Server.Models;

namespace MediaRecorder.Server.Hosting;

/// <summary>The recorder as <c>serve</c> and <c>demo</c> see it: start, health, stop.</summary>
public sealed class RecorderHost(ILoggerFactory logs, TimeProvider time) : IRecorderHost
{
    private readonly MonotonicClock _clock = new(time);
    private RecorderRooms? _rooms;
    private DiskProbe? _disk;
    private TimeSpan _drainTime;
    private volatile bool _listening;
    private volatile bool _draining;

    /// <inheritdoc/>
    public Task<StartResult> StartAsync(ServerModel model, CancellationToken cancellation) =>
        Task.Run(() => Start(model), cancellation);

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken hurry)
    {
        _draining = true;
        if (_rooms is not { } rooms)
        {
            return;
        }

        var sip = rooms.Sip;
        var log = logs.CreateLogger(LifetimeLog.Category);
        var drain = new CallDrain(() => sip.ActiveCalls, sip.StartDraining, sip.HangUpAll, time, log);
        await drain.RunAsync(_drainTime, hurry);
        await Task.Run(rooms.Dispose, CancellationToken.None);
    }

    /// <inheritdoc/>
    public HealthSnapshot ReadHealth()
    {
        var beats = ImmutableArray.CreateBuilder<WorkerHeartbeat>();
        if (_listening && _rooms is { } rooms)
        {
            beats.Add(Beat("sip", rooms.Sip.HeartbeatAgeNs));
            beats.Add(Beat("media", rooms.Media.OldestHeartbeatNs));
            var now = _clock.NowNs;
            for (var i = 0; i < rooms.Recording.Workers.Count; i++)
            {
                beats.Add(Beat($"recording-{i}", now - (rooms.Recording.Workers[i].LastPollNs ?? now)));
            }
        }

        return new HealthSnapshot(beats.ToImmutable(), _listening, _draining, _disk?.IsWritable() ?? false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _listening = false;
        _rooms?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static WorkerHeartbeat Beat(string worker, long ageNs) => new(worker, TimeSpan.FromTicks(ageNs / 100));

    private StartResult Start(ServerModel model)
    {
        var folders = model.Recording;
        if (!RecordingFolders.TryPrepare(
            folders.Spool, folders.Folder, out var prepared, out var error, out var detail))
        {
            var path = error == FolderError.RecordingsNotWritable ? "$.recording.folder" : "$.recording.spool";
            return StartResult.Failed(path, $"{error}: {detail}");
        }

        _drainTime = model.Calls.Admission.DrainTime;
        _disk = new DiskProbe(folders.Spool, time);
        _rooms = new RecorderRooms(model, prepared, _clock, logs);
        if (!_rooms.TryStart(out var reason))
        {
            _rooms.Dispose();
            _rooms = null;
            return StartResult.Failed("$.sip.listen", reason);
        }

        _listening = true;
        return StartResult.Started;
    }
}
