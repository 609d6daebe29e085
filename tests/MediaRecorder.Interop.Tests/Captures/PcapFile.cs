using System.Buffers.Binary;

namespace MediaRecorder.Interop.Tests.Captures;

/// <summary>
/// A pcap file (version 2.4, Ethernet, times in µs) of UDP packets over IPv4. sipp puts in its own addresses.
/// </summary>
internal sealed class PcapFile : IAsyncDisposable
{
    private const int EthernetBytes = 14;
    private const int IpBytes = 20;
    private const int UdpBytes = 8;
    private const ushort UdpPort = 6000;

    // Near the wrap-around, so that every longer track crosses it.
    private const ushort FirstSequenceNumber = 65_500;

    private readonly FileStream _file;
    private ushort _sequenceNumber = FirstSequenceNumber;

    public PcapFile(string path)
    {
        _file = File.Create(path);
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B2C3D4);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 65_535);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        _file.Write(header);
    }

    public void Write(RtpCapture.RtpPacket packet, uint ssrc)
    {
        var frameBytes = EthernetBytes + IpBytes + UdpBytes + packet.Bytes;
        var bytes = new byte[16 + frameBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)(packet.AtUs / 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)(packet.AtUs % 1_000_000));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), frameBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), frameBytes);

        var frame = bytes.AsSpan(16);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], 0x0800);
        var ip = frame[EthernetBytes..];
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(IpBytes + UdpBytes + packet.Bytes));
        ip[8] = 64;
        ip[9] = 17;
        ip[12] = ip[16] = 127;
        ip[15] = ip[19] = 1;
        var udp = ip[IpBytes..];
        BinaryPrimitives.WriteUInt16BigEndian(udp, UdpPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], UdpPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)(UdpBytes + packet.Bytes));
        packet.WriteTo(udp[UdpBytes..], _sequenceNumber++, ssrc);
        _file.Write(bytes);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
