namespace MediaRecorder.Server.Http;

/// <summary>A web host's lifetime that waits for nothing and catches no signal.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
