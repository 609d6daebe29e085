namespace MediaRecorder.Recording.Workers;

/// <summary>
/// What one poll finds in the rings, told apart by recording: all packets of one are then taken together, in the order
/// they came. What a recording is made of fills the nearest cache once a poll, instead of once a packet. Owner: the
/// RecordingWorker.
/// </summary>
internal sealed class PacketBatch
{
    // 60 ms of 1,300 calls. More take a second round.
    private const int Capacity = 8192;

    private readonly Entry[] _entries = new Entry[Capacity + 1];
    private int _last;

    public bool IsFull => _last == Capacity;

    /// <summary>Appends a packet to the chain of its recording. Not when full.</summary>
    public void Add(ref Chain chain, RecordingLeg leg, int ring, long position)
    {
        _entries[++_last] = new Entry(leg, ring, position);
        if (chain.First == 0)
            chain.First = _last;
        else
            _entries[chain.Last].Next = _last;
        chain.Last = _last;
    }

    /// <summary>The next packet of a chain; false when it is empty.</summary>
    public bool TryTake(ref Chain chain, out RecordingLeg leg, out int ring, out long position)
    {
        ref readonly Entry entry = ref _entries[chain.First];
        (leg, ring, position) = (entry.Leg, entry.Ring, entry.Position);
        if (chain.First == 0)
            return false;
        chain.First = entry.Next;
        return true;
    }

    /// <summary>Walks along a chain and takes nothing.</summary>
    /// <param name="entry">At first the first of the chain.</param>
    public bool TryPeek(ref int entry, out int ring, out long position)
    {
        ref readonly Entry at = ref _entries[entry];
        (ring, position) = (at.Ring, at.Position);
        bool isThere = entry != 0;
        entry = at.Next;
        return isThere;
    }

    /// <summary>All chains are empty; so is this, and it keeps no leg in memory.</summary>
    public void Clear()
    {
        _entries.AsSpan(0, _last + 1).Clear();
        _last = 0;
    }

    /// <summary>The packets of one recording; 0: none.</summary>
    public struct Chain
    {
        public int First;
        public int Last;
    }

    private struct Entry(RecordingLeg leg, int ring, long position)
    {
        public readonly RecordingLeg Leg = leg;
        public readonly long Position = position;
        public readonly int Ring = ring;
        public int Next;
    }
}
