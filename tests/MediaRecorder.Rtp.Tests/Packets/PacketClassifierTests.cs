using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Tests.Packets;

public sealed class PacketClassifierTests
{
    [Theory]
    [InlineData(0x80, 0, 12, PacketKind.Rtp)]
    [InlineData(0x80, 0x80 | 101, 12, PacketKind.Rtp)]
    [InlineData(0xBF, 191, 172, PacketKind.Rtp)]
    [InlineData(0x80, 192, 8, PacketKind.Rtcp)]
    [InlineData(0x80, 200, 28, PacketKind.Rtcp)]
    [InlineData(0x81, 223, 32, PacketKind.Rtcp)]
    [InlineData(0x80, 224, 12, PacketKind.Rtp)]
    [InlineData(0x80, 0, 11, PacketKind.Other)]
    [InlineData(0x80, 200, 7, PacketKind.Other)]
    [InlineData(0x00, 1, 20, PacketKind.Other)] // STUN binding request
    [InlineData(22, 254, 60, PacketKind.Other)] // DTLS handshake
    [InlineData(0x40, 0, 60, PacketKind.Other)] // TURN, or RTP version 1
    [InlineData(0xC0, 200, 60, PacketKind.Other)]
    public void Second_byte_and_version_tell_the_kind(byte first, byte second, int length, PacketKind kind)
    {
        var packet = new byte[length];
        packet[0] = first;
        packet[1] = second;

        Assert.Equal(kind, PacketClassifier.Classify(packet));
    }

    [Fact]
    public void Empty_and_one_byte_keep_alives_are_other()
    {
        Assert.Equal(PacketKind.Other, PacketClassifier.Classify([]));
        Assert.Equal(PacketKind.Other, PacketClassifier.Classify([0x80]));
    }
}
