namespace MediaRecorder.Load.Media;

/// <summary>When a leg sent its last packets, and which of them came out at the other end. Owner: LoadWorker.</summary>
internal sealed class SentPackets
{
    // 10 s of 20 ms packets: what is later than that counts as lost, and as stale when it comes.
    private const int Remembered = 512;

    private const byte IsCounted = 1;
    private const byte IsDelivered = 2;

    private readonly int[] _numbers = new int[Remembered];
    private readonly long[] _sentNs = new long[Remembered];
    private readonly byte[] _marks = new byte[Remembered];

    public SentPackets() => Array.Fill(_numbers, -1);

    /// <param name="counted">Whether its loss would count: the call is up and settled.</param>
    public void Add(int number, long sentNs, bool counted)
    {
        var place = number % Remembered;
        _numbers[place] = number;
        _sentNs[place] = sentNs;
        _marks[place] = counted ? IsCounted : (byte)0;
    }

    public Delivery Deliver(int number, out long sentNs)
    {
        var place = number % Remembered;
        sentNs = _sentNs[place];
        if (_numbers[place] != number)
            return Delivery.Stale;
        if ((_marks[place] & IsDelivered) != 0)
            return Delivery.Duplicate;
        _marks[place] |= IsDelivered;
        return (_marks[place] & IsCounted) != 0 ? Delivery.Counted : Delivery.Uncounted;
    }
}
