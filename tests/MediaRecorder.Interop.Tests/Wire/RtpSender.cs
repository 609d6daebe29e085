using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;

namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>Packets of one SSRC made by a test, 20 ms of G.711 each.</summary>
public sealed class RtpSender(uint ssrc, byte payloadType)
{
    public const int HeaderBytes = 12;
    public const int PayloadBytes = 160;

    private ushort _sequenceNumber = 1;

    /// <summary>The next packet, all of its payload the same byte.</summary>
    public byte[] Next(byte sample)
    {
        var packet = new byte[HeaderBytes + PayloadBytes];
        packet[0] = 0x80;
        packet[1] = payloadType;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), _sequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)(_sequenceNumber * PayloadBytes));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        packet.AsSpan(HeaderBytes).Fill(sample);
        _sequenceNumber++;
        return packet;
    }

    /// <summary>Sends packets at the pace of speech; <paramref name="between"/> is called before each.</summary>
    public async Task<byte[][]> SendAsync(
        MediaPeer from, IPEndPoint to, int packets, byte sample, Func<Task>? between = null)
    {
        var sent = new byte[packets][];
        var since = Stopwatch.StartNew();
        for (var i = 0; i < packets; i++)
        {
            if (between is not null)
                await between();
            sent[i] = Next(sample);
            await from.SendAsync(sent[i], to);
            var next = TimeSpan.FromMilliseconds(20 * (i + 1)) - since.Elapsed;
            if (next > TimeSpan.Zero)
                await Poll.ForAsync(next);
        }

        return sent;
    }
}
