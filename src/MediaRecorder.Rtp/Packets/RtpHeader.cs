using System.Buffers.Binary;

namespace MediaRecorder.Rtp.Packets;

/// <summary>
/// One RTP packet, read in place: valid as long as the span it was parsed from.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                           timestamp                           |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |           synchronization source (SSRC) identifier            |
/// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
/// |            contributing source (CSRC) identifiers (0..15)     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |      defined by profile       |  extension length (words)     |
/// </code>
/// RFC 3550 §5.1, §5.3.1.
/// </summary>
public readonly ref struct RtpHeader
{
    public const int FixedBytes = 12;

    private const byte VersionTwo = 0x80;
    private const byte VersionMask = 0xC0;
    private const byte PaddingBit = 0x20;
    private const byte ExtensionBit = 0x10;
    private const byte CsrcCountMask = 0x0F;
    private const byte MarkerBit = 0x80;

    private RtpHeader(ReadOnlySpan<byte> packet, int headerBytes, int payloadBytes)
    {
        Marker = (packet[1] & MarkerBit) != 0;
        PayloadType = new PayloadType((byte)(packet[1] & PayloadType.MaxValue));
        SequenceNumber = new SequenceNumber(BinaryPrimitives.ReadUInt16BigEndian(packet[2..]));
        Timestamp = new RtpTimestamp(BinaryPrimitives.ReadUInt32BigEndian(packet[4..]));
        Ssrc = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(packet[8..]));
        HeaderBytes = headerBytes;
        Payload = packet.Slice(headerBytes, payloadBytes);
    }

    public PayloadType PayloadType { get; }

    public bool Marker { get; }

    public SequenceNumber SequenceNumber { get; }

    public RtpTimestamp Timestamp { get; }

    public Ssrc Ssrc { get; }

    /// <summary>What the payload type names: without CSRC list, extension and padding. May be empty.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Fixed header, CSRC list and extension together.</summary>
    public int HeaderBytes { get; }

    /// <summary>Reads any datagram; never throws and never allocates. Payload types are not judged here.</summary>
    public static bool TryParse(ReadOnlySpan<byte> packet, out RtpHeader header, out RtpParseError error)
    {
        header = default;
        if (packet.Length < FixedBytes)
        {
            error = RtpParseError.TooShort;
            return false;
        }
        var first = packet[0];
        if ((first & VersionMask) != VersionTwo)
        {
            error = RtpParseError.WrongVersion;
            return false;
        }
        var headerBytes = FixedBytes + 4 * (first & CsrcCountMask);
        if (headerBytes > packet.Length)
        {
            error = RtpParseError.CsrcTruncated;
            return false;
        }
        if ((first & ExtensionBit) != 0 && !TrySkipExtension(packet, ref headerBytes))
        {
            error = RtpParseError.ExtensionTruncated;
            return false;
        }
        var payloadBytes = packet.Length - headerBytes;
        if ((first & PaddingBit) != 0)
        {
            // RFC 3550 §5.1: the last octet counts the padding, itself included, so zero is no valid count.
            var paddingBytes = packet[^1];
            if (paddingBytes == 0 || paddingBytes > payloadBytes)
            {
                error = RtpParseError.BadPadding;
                return false;
            }
            payloadBytes -= paddingBytes;
        }
        header = new RtpHeader(packet, headerBytes, payloadBytes);
        error = RtpParseError.None;
        return true;
    }

    /// <summary>Writes the fixed header without CSRC, extension or padding; the payload follows at the returned
    /// offset.</summary>
    /// <exception cref="ArgumentException"><paramref name="into"/> is too short.</exception>
    public static int Write(
        Span<byte> into,
        PayloadType payloadType,
        bool marker,
        SequenceNumber sequenceNumber,
        RtpTimestamp timestamp,
        Ssrc ssrc)
    {
        if (into.Length < FixedBytes)
            throw new ArgumentException("An RTP header takes 12 bytes.", nameof(into));
        into[0] = VersionTwo;
        into[1] = (byte)((payloadType.Value & PayloadType.MaxValue) | (marker ? MarkerBit : 0));
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], sequenceNumber.Value);
        BinaryPrimitives.WriteUInt32BigEndian(into[4..], timestamp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(into[8..], ssrc.Value);
        return FixedBytes;
    }

    private static bool TrySkipExtension(ReadOnlySpan<byte> packet, ref int headerBytes)
    {
        if (packet.Length - headerBytes < 4)
            return false;
        headerBytes += 4 + 4 * BinaryPrimitives.ReadUInt16BigEndian(packet[(headerBytes + 2)..]);
        return headerBytes <= packet.Length;
    }
}
