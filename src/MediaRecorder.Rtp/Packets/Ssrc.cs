using System.Globalization;

namespace MediaRecorder.Rtp.Packets;

/// <summary>Synchronization source: names one sender of one stream (RFC 3550 §3). Random, without order.</summary>
public readonly record struct Ssrc(uint Value)
{
    /// <summary>Eight hex digits, as packet analysers print it.</summary>
    public override string ToString() => Value.ToString("x8", CultureInfo.InvariantCulture);
}
