using System.Globalization;

namespace MediaRecorder.Rtp.Packets;

/// <summary>RTP payload type, 0–127; its meaning is fixed by RFC 3551 §6 or by the SDP of the leg.</summary>
public readonly record struct PayloadType(byte Value)
{
    public const byte MaxValue = 127;

    public static PayloadType Pcmu => new(0);

    public static PayloadType Pcma => new(8);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
