namespace MediaRecorder.Rtp.Packets;

/// <summary>
/// Tells RTP, RTCP and everything else apart on one port.
/// <code>
/// first byte   second byte   length   kind
/// 128..191     192..223      ≥ 8      Rtcp    RFC 5761 §4
/// 128..191     any other     ≥ 12     Rtp
/// anything else                       Other   RFC 7983 §7: STUN 0–3, DTLS 20–63, TURN 64–79
/// </code>
/// A UDPTL packet starts with its own 16-bit count, so from its 32,768th packet on it looks like RTP; whoever has a
/// T.38 leg knows that from the SDP and does not ask here.
/// </summary>
public static class PacketClassifier
{
    private const int SmallestRtcpBytes = 8;

    public static PacketKind Classify(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < SmallestRtcpBytes || packet[0] >> 6 != 2)
            return PacketKind.Other;
        if (packet[1] is >= 192 and <= 223)
            return PacketKind.Rtcp;
        return packet.Length >= RtpHeader.FixedBytes ? PacketKind.Rtp : PacketKind.Other;
    }
}
