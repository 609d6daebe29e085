using System.Globalization;

namespace MediaRecorder.Rtp.Packets;

/// <summary>RTP media time: 32 bits, counts ticks of the payload's clock rate, wraps (RFC 3550 §5.1).</summary>
public readonly record struct RtpTimestamp(uint Value)
{
    /// <summary>RTP ticks from <paramref name="other"/> to this, the short way round: positive when this is later.
    /// −2^31..2^31−1.</summary>
    public int Distance(RtpTimestamp other) => unchecked((int)(Value - other.Value));

    public bool IsAfter(RtpTimestamp other) => Distance(other) > 0;

    public RtpTimestamp Plus(long rtpTicks) => new(unchecked((uint)(Value + rtpTicks)));

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
