namespace MediaRecorder.Load.Calls;

/// <summary>How calls come to be and end. Owner: LoadWorker.</summary>
internal abstract class CallControl : IDisposable
{
    /// <summary>Places the call; it learns what happens by its own methods.</summary>
    public abstract void Start(LoadCall call, long nowNs);

    public abstract void HangUp(LoadCall call, long nowNs);

    /// <summary>Gives up a call that does not come up.</summary>
    public abstract void Abandon(LoadCall call, long nowNs);

    /// <param name="tokens">Of sockets that are readable.</param>
    public abstract void Receive(ReadOnlySpan<int> tokens, long nowNs);

    /// <summary>Each millisecond or so.</summary>
    public abstract void OnTick(long nowNs);

    public abstract void Dispose();
}
