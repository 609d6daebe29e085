using MediaRecorder.Rtp.Packets;
using MediaRecorder.TestKit.Fuzzing;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Rtp.Tests.Packets;

public sealed class RtpHeaderTests
{
    // V=2, P=1, X=1, CC=2; M=1, PT=8; two CSRC; extension of one word; payload of three bytes; padding of four.
    private static readonly byte[] Full =
    [
        0xB2, 0x88, 0x12, 0x34, 0x01, 0x02, 0x03, 0x04, 0xCA, 0xFE, 0xBA, 0xBE,
        0, 0, 0, 1, 0, 0, 0, 2,
        0xBE, 0xDE, 0, 1, 0x10, 0xFF, 0, 0,
        7, 8, 9,
        0, 0, 0, 4,
    ];

    [Fact]
    public void Every_field_of_a_full_packet_is_read()
    {
        Assert.True(RtpHeader.TryParse(Full, out var header, out var error));

        Assert.Equal(RtpParseError.None, error);
        Assert.Equal(PayloadType.Pcma, header.PayloadType);
        Assert.True(header.Marker);
        Assert.Equal(new SequenceNumber(0x1234), header.SequenceNumber);
        Assert.Equal(new RtpTimestamp(0x01020304), header.Timestamp);
        Assert.Equal(new Ssrc(0xCAFEBABE), header.Ssrc);
        Assert.Equal(28, header.HeaderBytes);
        Assert.Equal([7, 8, 9], header.Payload.ToArray());
    }

    [Fact]
    public void Written_header_reads_back()
    {
        var packet = new byte[RtpHeader.FixedBytes + 2];
        var payloadAt = RtpHeader.Write(
            packet,
            new PayloadType(101),
            true,
            new SequenceNumber(65535),
            new RtpTimestamp(uint.MaxValue),
            new Ssrc(1));
        packet[payloadAt] = 42;

        Assert.True(RtpHeader.TryParse(packet, out var header, out _));
        Assert.Equal(new PayloadType(101), header.PayloadType);
        Assert.True(header.Marker);
        Assert.Equal(new SequenceNumber(65535), header.SequenceNumber);
        Assert.Equal(new RtpTimestamp(uint.MaxValue), header.Timestamp);
        Assert.Equal(new Ssrc(1), header.Ssrc);
        Assert.Equal([42, 0], header.Payload.ToArray());
    }

    [Fact]
    public void Writing_into_too_little_space_is_refused()
    {
        Assert.Throws<ArgumentException>(
            () => RtpHeader.Write(new byte[11], default, false, default, default, default));
    }

    [Fact]
    public void Every_cut_of_a_full_packet_is_refused_for_its_reason()
    {
        for (var length = 0; length < Full.Length; length++)
        {
            var parsed = RtpHeader.TryParse(Full.AsSpan(0, length), out _, out var error);

            // Past the extension any last byte but a 1..n count is bad padding: here they are 7, 8, 9 and 0.
            var expected = length switch
            {
                < 12 => RtpParseError.TooShort,
                < 20 => RtpParseError.CsrcTruncated,
                < 28 => RtpParseError.ExtensionTruncated,
                _ => RtpParseError.BadPadding,
            };
            Assert.False(parsed);
            Assert.Equal(expected, error);
        }
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x40)]
    [InlineData(0xC0)]
    public void Other_versions_are_refused(byte first)
    {
        var packet = new byte[20];
        packet[0] = first;

        Assert.False(RtpHeader.TryParse(packet, out _, out var error));
        Assert.Equal(RtpParseError.WrongVersion, error);
    }

    [Fact]
    public void Padding_may_be_all_there_is_but_not_more()
    {
        var packet = new byte[16];
        packet[0] = 0xA0;

        packet[15] = 4;
        Assert.True(RtpHeader.TryParse(packet, out var header, out _));
        Assert.True(header.Payload.IsEmpty);

        packet[15] = 5;
        Assert.False(RtpHeader.TryParse(packet, out _, out var error));
        Assert.Equal(RtpParseError.BadPadding, error);

        packet[15] = 0;
        Assert.False(RtpHeader.TryParse(packet, out _, out error));
        Assert.Equal(RtpParseError.BadPadding, error);
    }

    [Fact]
    public void Damaged_packets_never_throw_and_what_is_accepted_lies_within_them()
    {
        var mutator = new BinaryMutator(3550);
        var accepted = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var packet = mutator.Mutate(Full);
            if (!RtpHeader.TryParse(packet, out var header, out var error))
            {
                Assert.NotEqual(RtpParseError.None, error);
                continue;
            }
            accepted++;
            Assert.InRange(header.HeaderBytes + header.Payload.Length, RtpHeader.FixedBytes, packet.Length);
        }
        Assert.InRange(accepted, 1, 199_999);
    }

    [Fact]
    public void Parsing_and_writing_allocate_nothing()
    {
        var into = new byte[RtpHeader.FixedBytes];

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                Assert.True(RtpHeader.TryParse(Full, out var header, out _));
                RtpHeader.Write(
                    into, header.PayloadType, header.Marker, header.SequenceNumber, header.Timestamp, header.Ssrc);
                PacketClassifier.Classify(Full);
            }
        }));
    }
}
