using MediaRecorder.Server.Logs;

namespace MediaRecorder.Server.Hosting;

/// <summary>The end of the calls before the end of the process. REQ A-09. Thread-safe as far as its parts are.</summary>
/// <param name="activeCalls">How many are running.</param>
/// <param name="startDraining">Takes no new ones from now on.</param>
/// <param name="hangUpAll">Ends the running ones.</param>
internal sealed class CallDrain(
    Func<int> activeCalls, Action startDraining, Action hangUpAll, TimeProvider time, ILogger log)
{
    /// <summary>How long the farewell of running calls may take; what is not acknowledged by then is dropped.</summary>
    public static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(20);

    /// <summary>Complete when no call is left, or none that would still say goodbye.</summary>
    /// <param name="drainTime">How long running calls may go on.</param>
    /// <param name="hurry">Ends the wait for them.</param>
    public async Task RunAsync(TimeSpan drainTime, CancellationToken hurry)
    {
        startDraining();
        log.Draining(activeCalls(), (long)drainTime.TotalSeconds);
        await WaitAsync(drainTime, hurry);
        if (activeCalls() is > 0 and var left)
        {
            log.HangingUp(left, hurry.IsCancellationRequested ? "a second signal" : "the end of the drain time");
        }

        hangUpAll();
        await WaitAsync(FarewellTime, CancellationToken.None);
    }

    private async Task WaitAsync(TimeSpan limit, CancellationToken hurry)
    {
        var started = time.GetTimestamp();
        while (activeCalls() > 0 && time.GetElapsedTime(started) < limit && !hurry.IsCancellationRequested)
        {
            await Task.Delay(PollTime, time, CancellationToken.None);
        }
    }
}
