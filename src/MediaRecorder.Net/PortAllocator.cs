namespace MediaRecorder.Net;

/// <summary>
/// Lends pairs of UDP ports, the even one for RTP and the next for RTCP (RFC 3550 §11), from a range. The pair that has
/// rested longest is lent first, because packets of the last call may still be on their way to it.
/// </summary>
// Owner: one thread. A pair is in one of three places:
//
//   free        TryTakePair → taken
//   taken       Return → free (back of the queue)          Quarantine → quarantined
//   quarantined EndQuarantine → free (back of the queue)
public sealed class PortAllocator
{
    private readonly int _firstEvenPort;
    private readonly Queue<int> _free;
    private readonly Queue<int> _quarantined;
    private readonly bool[] _isTaken;

    /// <param name="firstPort">Inclusive, as is <paramref name="lastPort"/>; a pair lies wholly within.</param>
    /// <param name="lastPort">At most 65535. Throws <see cref="ArgumentOutOfRangeException"/> when the range is empty,
    /// below 1, or has no pair.</param>
    public PortAllocator(int firstPort, int lastPort)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(firstPort, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lastPort, ushort.MaxValue);
        _firstEvenPort = firstPort + (firstPort & 1);
        var pairs = (lastPort - _firstEvenPort + 1) / 2;
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1, nameof(lastPort));

        _isTaken = new bool[pairs];
        _free = new Queue<int>(pairs);
        _quarantined = new Queue<int>();
        for (var i = 0; i < pairs; i++)
            _free.Enqueue(_firstEvenPort + 2 * i);
    }

    public int FreePairs => _free.Count;

    public int QuarantinedPairs => _quarantined.Count;

    /// <summary>False when no pair is free.</summary>
    public bool TryTakePair(out int evenPort)
    {
        if (!_free.TryDequeue(out evenPort))
            return false;
        _isTaken[IndexOf(evenPort)] = true;
        return true;
    }

    /// <summary>Throws <see cref="InvalidOperationException"/> for a pair that is not taken.</summary>
    public void Return(int evenPort)
    {
        GiveUp(evenPort);
        _free.Enqueue(evenPort);
    }

    /// <summary>Puts a taken pair aside that could not be bound, because another process holds one of its ports. It
    /// is not lent until <see cref="EndQuarantine"/>, so trying the next pair comes to an end. Throws
    /// <see cref="InvalidOperationException"/> for a pair that is not taken.</summary>
    public void Quarantine(int evenPort)
    {
        GiveUp(evenPort);
        _quarantined.Enqueue(evenPort);
    }

    /// <summary>Makes every quarantined pair free again; for the owner's slow heartbeat.</summary>
    public void EndQuarantine()
    {
        while (_quarantined.TryDequeue(out var evenPort))
            _free.Enqueue(evenPort);
    }

    private void GiveUp(int evenPort)
    {
        var index = IndexOf(evenPort);
        if ((evenPort & 1) != 0 || index < 0 || index >= _isTaken.Length || !_isTaken[index])
            throw new InvalidOperationException($"port pair {evenPort} is not taken");
        _isTaken[index] = false;
    }

    private int IndexOf(int evenPort) => (evenPort - _firstEvenPort) >> 1;
}
