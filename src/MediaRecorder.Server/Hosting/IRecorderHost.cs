using MediaRecorder.Server.Models;

namespace MediaRecorder.Server.Hosting;

/// <summary>
/// The whole recorder without its HTTP side: SIP, media and recording threads, put together. One is started once and
/// stopped once; <see cref="IAsyncDisposable.DisposeAsync"/> releases whatever is left, also after a failed start.
/// </summary>
public interface IRecorderHost : IHealthSource, IAsyncDisposable
{
    /// <summary>
    /// Binds SIP, checks the folders, sweeps the spool and starts the threads; complete when calls are answered.
    /// What the environment refuses (port in use, folder not writable) is a result, not an exception, and leaves
    /// nothing running.
    /// </summary>
    Task<StartResult> StartAsync(ServerModel model, CancellationToken cancellation);

    /// <summary>
    /// Takes no more calls, lets the running ones end within the configured drain time, hangs up the rest and finishes
    /// their recordings; complete when the last file is published. Cancelled, it hangs up at once; files are finished
    /// all the same, for 30 s at most.
    /// </summary>
    Task StopAsync(CancellationToken hurry);
}
