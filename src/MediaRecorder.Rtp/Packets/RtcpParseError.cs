namespace MediaRecorder.Rtp.Packets;

/// <summary>Why no sender report could be read from a datagram (RFC 3550 A.2).</summary>
public enum RtcpParseError
{
    None,

    /// <summary>Fewer than the 4 bytes of an RTCP header, at the start or after the last whole packet.</summary>
    TooShort,
    WrongVersion,

    /// <summary>A packet of the compound claims more words than are there, or too few for its type.</summary>
    BadLength,

    /// <summary>Well formed, but no sender report inside: the normal case for a sender that only listens.</summary>
    NoSenderReport,
}
