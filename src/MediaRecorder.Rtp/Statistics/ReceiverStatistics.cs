using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Statistics;

/// <summary>
/// Counts one SSRC's packets the way RFC 3550 A.1, A.3 and A.8 do. Owner: the stream's reader.
/// <code>
/// distance to the highest number   result
/// 1 .. 3000                        InOrder, what lies between counts as lost until it comes
/// −99 .. 0, not seen yet           Reordered
/// −99 .. 0, seen                   Duplicate
/// any other, first time            Suspect
/// the one after a Suspect          Restarted
/// </code>
/// </summary>
public sealed class ReceiverStatistics
{
    // RFC 3550 A.1: MAX_DROPOUT and MAX_MISORDER.
    private const int MaxDropoutPackets = 3000;
    private const int MaxMisorderPackets = 100;
    private const long NsPerSecond = 1_000_000_000;

    private readonly int _clockRate;
    private bool _started;
    private SequenceNumber _highest;
    private long _epochFirst;
    private long _epochHighest;
    private long _epochUnique;
    private long _lostInEarlierEpochs;

    // Bit n: the packet n behind the highest has come. 128 bits cover MaxMisorderPackets.
    private UInt128 _seen;
    private SequenceNumber? _expectedAfterLeap;

    private bool _hasTransit;
    private uint _transit;

    // RFC 3550 A.8: the estimate times 16, so that integer division does not eat small changes.
    private uint _scaledJitter;

    /// <param name="clockRate">RTP ticks per second of the stream.</param>
    public ReceiverStatistics(int clockRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clockRate);
        _clockRate = clockRate;
    }

    /// <summary>Every packet that was counted, duplicates included.</summary>
    public long ReceivedPackets { get; private set; }

    public long DuplicatePackets { get; private set; }

    public long ReorderedPackets { get; private set; }

    /// <summary>Packets of an unconfirmed leap in the sequence.</summary>
    public long SuspectPackets { get; private set; }

    public long Restarts { get; private set; }

    /// <summary>Numbers that never came. Falls again when one comes late. Unlike RFC 3550 §6.4.1 a duplicate does not
    /// make up for a loss.</summary>
    public long LostPackets => _lostInEarlierEpochs + EpochLost;

    /// <summary>Mean deviation of the packet spacing, in RTP ticks (RFC 3550 §6.4.1, A.8).</summary>
    public uint JitterRtpTicks => _scaledJitter >> 4;

    private long EpochLost => _started ? _epochHighest - _epochFirst + 1 - _epochUnique : 0;

    /// <param name="arrivalNs">Monotonic; only differences count.</param>
    public PacketArrival Receive(SequenceNumber sequenceNumber, RtpTimestamp timestamp, long arrivalNs)
    {
        var arrival = Place(sequenceNumber);
        if (arrival == PacketArrival.Suspect)
        {
            SuspectPackets++;
            return arrival;
        }
        ReceivedPackets++;
        if (arrival == PacketArrival.Restarted)
            _hasTransit = false;
        if (arrival != PacketArrival.Duplicate)
            UpdateJitter(timestamp, arrivalNs);
        return arrival;
    }

    private PacketArrival Place(SequenceNumber sequenceNumber)
    {
        if (!_started)
        {
            _started = true;
            BeginEpoch(sequenceNumber);
            return PacketArrival.InOrder;
        }
        var distance = sequenceNumber.Distance(_highest);
        if (distance is > 0 and <= MaxDropoutPackets)
        {
            _seen = distance < 128 ? (_seen << distance) | UInt128.One : UInt128.One;
            _highest = sequenceNumber;
            _epochHighest += distance;
            _epochUnique++;
            _expectedAfterLeap = null;
            return PacketArrival.InOrder;
        }
        if (distance is <= 0 and > -MaxMisorderPackets)
            return PlaceBehind(-distance);
        if (_expectedAfterLeap == sequenceNumber)
        {
            _lostInEarlierEpochs += EpochLost;
            Restarts++;
            BeginEpoch(sequenceNumber);
            return PacketArrival.Restarted;
        }
        _expectedAfterLeap = sequenceNumber.Plus(1);
        return PacketArrival.Suspect;
    }

    private PacketArrival PlaceBehind(int behind)
    {
        var bit = UInt128.One << behind;
        if ((_seen & bit) != UInt128.Zero)
        {
            DuplicatePackets++;
            return PacketArrival.Duplicate;
        }
        _seen |= bit;
        _epochUnique++;
        _epochFirst = Math.Min(_epochFirst, _epochHighest - behind);
        ReorderedPackets++;
        return PacketArrival.Reordered;
    }

    private void BeginEpoch(SequenceNumber first)
    {
        _highest = first;
        _epochFirst = first.Value;
        _epochHighest = first.Value;
        _epochUnique = 1;
        _seen = UInt128.One;
        _expectedAfterLeap = null;
    }

    private void UpdateJitter(RtpTimestamp timestamp, long arrivalNs)
    {
        var (seconds, ns) = Math.DivRem(arrivalNs, NsPerSecond);
        var arrivalRtpTicks = unchecked((uint)(seconds * _clockRate + ns * _clockRate / NsPerSecond));
        var transit = unchecked(arrivalRtpTicks - timestamp.Value);
        if (_hasTransit)
        {
            var deviation = (uint)Math.Abs((long)unchecked((int)(transit - _transit)));
            _scaledJitter = unchecked(_scaledJitter + deviation - ((_scaledJitter + 8) >> 4));
        }
        _hasTransit = true;
        _transit = transit;
    }
}
