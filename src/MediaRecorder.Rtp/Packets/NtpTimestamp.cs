using System.Globalization;

namespace MediaRecorder.Rtp.Packets;

/// <summary>A sender's wall clock: seconds since 1900 in the upper 32 bits, their fraction in the lower
/// (RFC 3550 §4). Wraps in 2036; senders without a wall clock count from their start.</summary>
public readonly record struct NtpTimestamp(ulong Value)
{
    private const long NsPerSecond = 1_000_000_000;

    public static NtpTimestamp FromNs(long nsSince1900)
    {
        var (seconds, ns) = Math.DivRem(nsSince1900, NsPerSecond);
        return new NtpTimestamp(((ulong)(uint)seconds << 32) | (((ulong)ns << 32) / NsPerSecond));
    }

    /// <summary>Nanoseconds from <paramref name="other"/> to this, the short way round: positive when this is
    /// later. ±68 years.</summary>
    public long DistanceNs(NtpTimestamp other)
    {
        var difference = unchecked((long)(Value - other.Value));
        return (long)(((Int128)difference * NsPerSecond) >> 32);
    }

    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
