namespace MediaRecorder.Rtp.Packets;

/// <summary>What a datagram on a media port is, told by its first two bytes and its length.</summary>
public enum PacketKind
{
    /// <summary>STUN, DTLS, TURN data, UDPTL, keep-alives, garbage.</summary>
    Other,
    Rtp,
    Rtcp,
}
