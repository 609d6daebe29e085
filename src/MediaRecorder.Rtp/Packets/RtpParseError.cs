namespace MediaRecorder.Rtp.Packets;

/// <summary>Why a datagram is not a valid RTP packet (RFC 3550 A.1).</summary>
public enum RtpParseError
{
    None,

    /// <summary>Fewer than the 12 bytes of the fixed header.</summary>
    TooShort,
    WrongVersion,

    /// <summary>The CSRC list runs past the end.</summary>
    CsrcTruncated,

    /// <summary>The header extension runs past the end.</summary>
    ExtensionTruncated,

    /// <summary>The padding count is zero or reaches into the header.</summary>
    BadPadding,
}
