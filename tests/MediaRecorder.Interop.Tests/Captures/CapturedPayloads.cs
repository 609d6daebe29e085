using System.Buffers.Binary;

namespace MediaRecorder.Interop.Tests.Captures;

/// <summary>
/// The RTP payloads of a capture that others made, end to end: one sender, UDP over IPv4 over Ethernet, nothing lost or out
/// of order, headers without extension or padding. Read here and not by our own Rtp room.
/// </summary>
public static class CapturedPayloads
{
    private const int FileHeaderBytes = 24;
    private const int RecordHeaderBytes = 16;
    private const int EthernetBytes = 14;
    private const int UdpBytes = 8;
    private const int RtpBytes = 12;

    public static byte[] Read(string path)
    {
        var file = File.ReadAllBytes(path);
        var payloads = new List<byte>();
        var before = -1;
        for (var at = FileHeaderBytes; at < file.Length;)
        {
            var frame = file.AsSpan(
                at + RecordHeaderBytes, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 8)));
            var ip = frame[EthernetBytes..];
            // Ethernet may pad a short packet: IP says how long it is.
            ip = ip[..BinaryPrimitives.ReadUInt16BigEndian(ip[2..])];
            var rtp = ip[((4 * (ip[0] & 0xF)) + UdpBytes)..];
            Assert.Equal(0x80, rtp[0]);
            var number = BinaryPrimitives.ReadUInt16BigEndian(rtp[2..]);
            Assert.True(before < 0 || number == (ushort)(before + 1), $"{path} lacks a packet before {number}");
            before = number;
            payloads.AddRange(rtp[RtpBytes..]);
            at += RecordHeaderBytes + frame.Length;
        }

        return [.. payloads];
    }
}
