using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Statistics;

/// <summary>Extends sequence numbers of one stream to 64 bits: each is placed next to the highest seen so far.
/// The first keeps its own value; earlier ones may come out negative. Owner: the stream's reader.</summary>
public sealed class SequenceUnwrapper
{
    private bool _started;
    private SequenceNumber _highest;
    private long _highestUnwrapped;

    public long Unwrap(SequenceNumber sequenceNumber)
    {
        if (!_started)
        {
            _started = true;
            _highest = sequenceNumber;
            _highestUnwrapped = sequenceNumber.Value;
            return _highestUnwrapped;
        }
        var distance = sequenceNumber.Distance(_highest);
        var unwrapped = _highestUnwrapped + distance;
        if (distance > 0)
        {
            _highest = sequenceNumber;
            _highestUnwrapped = unwrapped;
        }
        return unwrapped;
    }
}
