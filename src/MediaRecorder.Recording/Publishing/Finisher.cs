namespace MediaRecorder.Recording.Publishing;

/// <summary>
/// Runs the ends of files on the thread pool, a few at a time: an fsync may take long, and a thousand calls may end in
/// one second. Any thread.
/// </summary>
internal sealed class Finisher(int maxParallel, Action<FinishOrder> publish) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<FinishOrder> _waiting = new();
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private int _running;

    /// <summary>Never waits.</summary>
    public void Post(FinishOrder order)
    {
        lock (_gate)
        {
            _waiting.Enqueue(order);
            _idle.Reset();
            if (_running == maxParallel)
                return;
            _running++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static finisher => finisher.Run(), this, preferLocal: false);
    }

    /// <summary>Waits until everything posted is done; for the end of the process and for tests.</summary>
    public bool WaitUntilIdle(TimeSpan timeout) => _idle.Wait(timeout);

    public void Dispose() => _idle.Dispose();

    private void Run()
    {
        while (true)
        {
            FinishOrder order;
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out order))
                {
                    if (--_running == 0)
                        _idle.Set();
                    return;
                }
            }

            publish(order);
        }
    }
}
