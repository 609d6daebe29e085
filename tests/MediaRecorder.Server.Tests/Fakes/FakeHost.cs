using MediaRecorder.Server.Hosting;
using MediaRecorder.Server.Models;

namespace MediaRecorder.Server.Tests.Fakes;

/// <summary>A recorder that records only what was asked of it.</summary>
internal sealed class FakeHost(List<string> steps, StartResult? result = null) : IRecorderHost
{
    public ServerModel? Model { get; private set; }

    /// <summary>Whether the end was asked for at once.</summary>
    public bool Aborted { get; private set; }

    public HealthSnapshot ReadHealth() => new([], Listening: true, Draining: false, DiskWritable: true);

    public Task<StartResult> StartAsync(ServerModel model, CancellationToken cancellation)
    {
        steps.Add("host start");
        Model = model;
        return Task.FromResult(result ?? StartResult.Started);
    }

    public Task StopAsync(CancellationToken hurry)
    {
        steps.Add("host stop");
        Aborted = hurry.IsCancellationRequested;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        steps.Add("host dispose");
        return ValueTask.CompletedTask;
    }
}
