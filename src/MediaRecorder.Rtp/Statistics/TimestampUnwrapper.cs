using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Statistics;

/// <summary>Extends RTP timestamps of one stream to 64 bits: each is placed next to the highest seen so far, so that
/// a call may last longer than 2^32 ticks (149 hours at 8000 Hz). The first keeps its own value; earlier ones may come
/// out negative. Owner: the stream's reader.</summary>
public sealed class TimestampUnwrapper
{
    private bool _started;
    private RtpTimestamp _highest;
    private long _highestUnwrapped;

    public long Unwrap(RtpTimestamp timestamp)
    {
        if (!_started)
        {
            _started = true;
            _highest = timestamp;
            _highestUnwrapped = timestamp.Value;
            return _highestUnwrapped;
        }
        var distance = timestamp.Distance(_highest);
        var unwrapped = _highestUnwrapped + distance;
        if (distance > 0)
        {
            _highest = timestamp;
            _highestUnwrapped = unwrapped;
        }
        return unwrapped;
    }
}
