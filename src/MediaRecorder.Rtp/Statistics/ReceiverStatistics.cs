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

    // Until the estimate has gone over the first of its 16 packets it says little.
    private const int JitterFromPackets = 16;

    private int _clockRate;
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
    private long _jitterPackets;
    private double _jitterSumMs;
    private long _jitterSumRtpTicks;
    private uint _highestJitterRtpTicks;
    private double _highestJitterMs;

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

    /// <summary>Numbers that never came. Falls again when one comes late. Unlike RFC 3550 §6.4.1 a duplicate does not
    /// make up for a loss.</summary>
    public long LostPackets => _lostInEarlierEpochs + EpochLost;

    /// <summary>Mean deviation of the packet spacing, in RTP ticks (RFC 3550 §6.4.1, A.8).</summary>
    public uint JitterRtpTicks => _scaledJitter >> 4;

    /// <summary>Packets that <see cref="MeanJitterMs"/> is the mean over.</summary>
    public long JitterPackets => _jitterPackets;

    /// <summary>Mean over the packets of the estimate that <see cref="JitterRtpTicks"/> is.</summary>
    public double MeanJitterMs => _jitterPackets == 0 ? 0 : (_jitterSumMs + Ms(_jitterSumRtpTicks)) / _jitterPackets;

    /// <summary>The highest that the estimate was.</summary>
    public double HighestJitterMs => Math.Max(_highestJitterMs, Ms(_highestJitterRtpTicks));

    /// <summary>RTP ticks per second; may change in mid-stream, with the codec.</summary>
    public int ClockRate
    {
        get => _clockRate;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            if (value == _clockRate)
                return;
            _jitterSumMs += Ms(_jitterSumRtpTicks);
            _highestJitterMs = HighestJitterMs;
            _jitterSumRtpTicks = 0;
            _highestJitterRtpTicks = 0;
            _scaledJitter = 0;
            _hasTransit = false;
            _clockRate = value;
        }
    }

    private long EpochLost => _started ? _epochHighest - _epochFirst + 1 - _epochUnique : 0;

    /// <param name="arrivalNs">Monotonic; only differences count.</param>
    public PacketArrival Receive(SequenceNumber sequenceNumber, RtpTimestamp timestamp, long arrivalNs)
    {
        var arrival = Receive(sequenceNumber);
        if (arrival is not (PacketArrival.Duplicate or PacketArrival.Suspect))
            UpdateJitter(timestamp, arrivalNs);
        return arrival;
    }

    /// <summary>Takes a packet whose timestamp says nothing of when it was sent: RFC 4733 §2.2.1 repeats that of the
    /// key's start.</summary>
    public PacketArrival Receive(SequenceNumber sequenceNumber)
    {
        var arrival = Place(sequenceNumber);
        if (arrival != PacketArrival.Suspect)
            ReceivedPackets++;
        if (arrival == PacketArrival.Restarted)
            _hasTransit = false;
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
            if (deviation > _clockRate)
            {
                // RTP time leapt or stood still by more than a second: that is no jitter.
                _transit = transit;
                return;
            }
            _scaledJitter = unchecked(_scaledJitter + deviation - ((_scaledJitter + 8) >> 4));
            _jitterPackets++;
            _jitterSumRtpTicks += JitterRtpTicks;
            if (_jitterPackets >= JitterFromPackets)
                _highestJitterRtpTicks = Math.Max(_highestJitterRtpTicks, JitterRtpTicks);
        }
        _hasTransit = true;
        _transit = transit;
    }

    private double Ms(long rtpTicks) => rtpTicks * 1000.0 / _clockRate;
}
