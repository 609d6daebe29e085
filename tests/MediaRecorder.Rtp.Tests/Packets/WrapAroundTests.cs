using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Tests.Packets;

public sealed class WrapAroundTests
{
    [Theory]
    [InlineData(5, 3, 2)]
    [InlineData(3, 5, -2)]
    [InlineData(0, 65535, 1)]
    [InlineData(65535, 0, -1)]
    [InlineData(0x7FFF, 0, 32767)]
    [InlineData(0x8000, 0, -32768)]
    public void Sequence_distance_goes_the_short_way_round(int newer, int older, int packets)
    {
        var distance = new SequenceNumber((ushort)newer).Distance(new SequenceNumber((ushort)older));

        Assert.Equal(packets, distance);
        Assert.Equal(packets > 0, new SequenceNumber((ushort)newer).IsAfter(new SequenceNumber((ushort)older)));
    }

    [Theory]
    [InlineData(160u, 0u, 160)]
    [InlineData(0u, 160u, -160)]
    [InlineData(80u, uint.MaxValue - 79u, 160)]
    [InlineData(uint.MaxValue, 0u, -1)]
    [InlineData(0x80000000u, 0u, int.MinValue)]
    public void Timestamp_distance_goes_the_short_way_round(uint newer, uint older, int rtpTicks)
    {
        Assert.Equal(rtpTicks, new RtpTimestamp(newer).Distance(new RtpTimestamp(older)));
        Assert.Equal(rtpTicks > 0, new RtpTimestamp(newer).IsAfter(new RtpTimestamp(older)));
    }

    [Fact]
    public void Plus_wraps()
    {
        Assert.Equal(new SequenceNumber(1), new SequenceNumber(65534).Plus(3));
        Assert.Equal(new SequenceNumber(65535), new SequenceNumber(0).Plus(-1));
        Assert.Equal(new RtpTimestamp(150), new RtpTimestamp(uint.MaxValue - 9).Plus(160));
        Assert.Equal(new RtpTimestamp(uint.MaxValue), new RtpTimestamp(0).Plus(-1));
    }

    [Fact]
    public void Values_print_as_packet_analysers_do()
    {
        Assert.Equal("65535", new SequenceNumber(65535).ToString());
        Assert.Equal("4294967295", new RtpTimestamp(uint.MaxValue).ToString());
        Assert.Equal("0000beef", new Ssrc(0xBEEF).ToString());
        Assert.Equal("101", new PayloadType(101).ToString());
    }
}
