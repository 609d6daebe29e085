namespace MediaRecorder.Media.Bridges;

/// <summary>
/// The keys that members press, in their order; every member but the one that pressed reads each once. Owner: the
/// bridge's MediaWorker.
/// </summary>
internal sealed class KeyLog
{
    /// <summary>Whoever is further behind than this misses the oldest: nobody presses so fast.</summary>
    private const int Kept = 16;

    private readonly PassedKey[] _keys = new PassedKey[Kept];

    /// <summary>Keys so far: the number that the next one gets.</summary>
    public long Count { get; private set; }

    /// <summary>The oldest that is still kept.</summary>
    public long Oldest => Math.Max(0, Count - Kept);

    /// <param name="number">From <see cref="Oldest"/> to below <see cref="Count"/>.</param>
    public ref PassedKey this[long number] => ref _keys[number % Kept];

    public long Begin(BridgeMember by, byte code)
    {
        this[Count] = new PassedKey { By = by, Code = code };
        return Count++;
    }
}

/// <summary>One key on its way to the others; its length is known when it is released.</summary>
internal struct PassedKey
{
    public BridgeMember By;
    public byte Code;
    public long DurationMs;
    public bool IsReleased;
}
