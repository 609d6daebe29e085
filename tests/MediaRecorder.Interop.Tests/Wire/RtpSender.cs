using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;

namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>Packets of one SSRC made by a test, 20 ms each; of G.711 where nothing else is said.</summary>
public sealed class RtpSender(uint ssrc, byte payloadType)
{
    public const int HeaderBytes = 12;
    public const int PayloadBytes = 160;

    private ushort _sequenceNumber = 1;

    /// <summary>The next packet, all of its payload the same byte.</summary>
    public byte[] Next(byte sample)
    {
        var packet = Next(stackalloc byte[PayloadBytes], PayloadBytes);
        packet.AsSpan(HeaderBytes).Fill(sample);
        return packet;
    }

    /// <summary>The next packet.</summary>
    /// <param name="ticks">Of each packet of this sender.</param>
    public byte[] Next(ReadOnlySpan<byte> payload, int ticks)
    {
        var packet = new byte[HeaderBytes + payload.Length];
        packet[0] = 0x80;
        packet[1] = payloadType;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), _sequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)(_sequenceNumber * ticks));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        payload.CopyTo(packet.AsSpan(HeaderBytes));
        _sequenceNumber++;
        return packet;
    }

    /// <summary>Sends packets at the pace of speech; <paramref name="between"/> is called before each.</summary>
    public Task<byte[][]> SendAsync(
        MediaPeer from, IPEndPoint to, int packets, byte sample, Func<Task>? between = null) =>
        PaceAsync(from, to, packets, _ => Next(sample), between);

    /// <summary>Sends these payloads at the pace of speech.</summary>
    /// <param name="ticks">Of 20 ms.</param>
    public Task SendAsync(MediaPeer from, IPEndPoint to, IReadOnlyList<byte[]> payloads, int ticks) =>
        PaceAsync(from, to, payloads.Count, i => Next(payloads[i], ticks), null);

    private static async Task<byte[][]> PaceAsync(
        MediaPeer from, IPEndPoint to, int packets, Func<int, byte[]> next, Func<Task>? between)
    {
        var sent = new byte[packets][];
        var since = Stopwatch.StartNew();
        for (var i = 0; i < packets; i++)
        {
            if (between is not null)
                await between();
            sent[i] = next(i);
            await from.SendAsync(sent[i], to);
            var rest = TimeSpan.FromMilliseconds(20 * (i + 1)) - since.Elapsed;
            if (rest > TimeSpan.Zero)
                await Poll.ForAsync(rest);
        }

        return sent;
    }
}
