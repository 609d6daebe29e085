using System.Buffers.Binary;

namespace MediaRecorder.Rtp.Packets;

/// <summary>
/// The sender part of an RTCP SR: ties a sender's wall clock to its RTP clock.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |V=2|P|    RC   |   PT=SR=200   |   length (words − 1)          |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                         SSRC of sender                        |
/// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
/// |              NTP timestamp, most significant word             |
/// |              NTP timestamp, least significant word            |
/// |                         RTP timestamp                         |
/// |                     sender's packet count                     |
/// |                      sender's octet count                     |
/// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
/// </code>
/// RFC 3550 §6.4.1.
/// </summary>
/// <param name="Ntp">Sender's wall clock at the instant that <paramref name="RtpTimestamp"/> names.</param>
/// <param name="Packets">Sent since the stream began, modulo 2^32.</param>
/// <param name="PayloadBytes">Sent since the stream began, modulo 2^32.</param>
public readonly record struct RtcpSenderReport(
    Ssrc Ssrc,
    NtpTimestamp Ntp,
    RtpTimestamp RtpTimestamp,
    uint Packets,
    uint PayloadBytes)
{
    /// <summary>An SR without report blocks.</summary>
    public const int Bytes = 28;

    private const byte SenderReportType = 200;
    private const int RtcpHeaderBytes = 4;
    private const int ReportBlockBytes = 24;

    /// <summary>Finds the first SR of a compound packet. Packets after it are not judged. Never throws, never
    /// allocates.</summary>
    public static bool TryParse(ReadOnlySpan<byte> compound, out RtcpSenderReport report, out RtcpParseError error)
    {
        report = default;
        var rest = compound;
        do
        {
            if (rest.Length < RtcpHeaderBytes)
            {
                error = RtcpParseError.TooShort;
                return false;
            }
            if (rest[0] >> 6 != 2)
            {
                error = RtcpParseError.WrongVersion;
                return false;
            }
            var packetBytes = 4 * (BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) + 1);
            var isReport = rest[1] == SenderReportType;
            var neededBytes = isReport ? Bytes + ReportBlockBytes * (rest[0] & 0x1F) : RtcpHeaderBytes;
            if (packetBytes > rest.Length || packetBytes < neededBytes)
            {
                error = RtcpParseError.BadLength;
                return false;
            }
            if (isReport)
            {
                report = Read(rest);
                error = RtcpParseError.None;
                return true;
            }
            rest = rest[packetBytes..];
        }
        while (!rest.IsEmpty);
        error = RtcpParseError.NoSenderReport;
        return false;
    }

    /// <summary>Writes an SR without report blocks.</summary>
    /// <exception cref="ArgumentException"><paramref name="into"/> is shorter than <see cref="Bytes"/>.</exception>
    public int WriteTo(Span<byte> into)
    {
        if (into.Length < Bytes)
            throw new ArgumentException("A sender report takes 28 bytes.", nameof(into));
        into[0] = 0x80;
        into[1] = SenderReportType;
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], Bytes / 4 - 1);
        BinaryPrimitives.WriteUInt32BigEndian(into[4..], Ssrc.Value);
        BinaryPrimitives.WriteUInt64BigEndian(into[8..], Ntp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(into[16..], RtpTimestamp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(into[20..], Packets);
        BinaryPrimitives.WriteUInt32BigEndian(into[24..], PayloadBytes);
        return Bytes;
    }

    private static RtcpSenderReport Read(ReadOnlySpan<byte> packet) => new(
        new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(packet[4..])),
        new NtpTimestamp(BinaryPrimitives.ReadUInt64BigEndian(packet[8..])),
        new RtpTimestamp(BinaryPrimitives.ReadUInt32BigEndian(packet[16..])),
        BinaryPrimitives.ReadUInt32BigEndian(packet[20..]),
        BinaryPrimitives.ReadUInt32BigEndian(packet[24..]));
}
