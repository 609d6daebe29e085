using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Recording.Timelines;

/// <summary>One sender on a leg and where its RTP time stands on the recording's clock.</summary>
internal sealed class SsrcEpoch(Ssrc ssrc)
{
    private RtpTimestamp _anchorTimestamp;
    private long _anchorSample;

    public Ssrc Ssrc { get; } = ssrc;

    public ReceiverStatistics Statistics { get; } = new(Recording.SampleRate);

    public bool IsAnchored { get; private set; }

    /// <summary>
    /// Arrival of the first of an unbroken row of packets behind their time; null when they are in time.
    /// </summary>
    public long? BehindSinceNs { get; set; }

    /// <summary>Arrival of the last packet: the epoch idle for longest gives up its place to a new SSRC.</summary>
    public long LastArrivalNs { get; set; }

    /// <summary>Where a timestamp lies. Only when anchored.</summary>
    public long PositionOf(RtpTimestamp timestamp) => _anchorSample + timestamp.Distance(_anchorTimestamp);

    /// <summary>
    /// The anchor follows the newest packet, so that the 32-bit distance never gets near its wrap of 74 hours and
    /// positions are 64 bits wide without unwrapping.
    /// </summary>
    public void Anchor(RtpTimestamp timestamp, long sample)
    {
        _anchorTimestamp = timestamp;
        _anchorSample = sample;
        IsAnchored = true;
    }

    public void LoseAnchor() => IsAnchored = false;
}
