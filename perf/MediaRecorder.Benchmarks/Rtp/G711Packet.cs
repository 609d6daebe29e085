using System.Buffers.Binary;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Benchmarks.Rtp;

/// <summary>The packet of all benchmarks: 20 ms of PCMU.</summary>
internal static class G711Packet
{
    public const int Samples = 160;
    public const long DurationNs = 20_000_000;

    private const int SampleRate = 8000;
    private const int SequenceNumberAt = 2;
    private const int TimestampAt = 4;

    public static byte[] Create(uint ssrc = 0x1234_5678)
    {
        var pcm = new short[Samples];
        new ToneGenerator(hz: 440, amplitude: 8000, SampleRate).Fill(pcm);
        var packet = new byte[RtpHeader.FixedBytes + Samples];
        RtpHeader.Write(
            packet, PayloadType.Pcmu, marker: false, new SequenceNumber(0), new RtpTimestamp(0), new Ssrc(ssrc));
        MuLaw.Encode(pcm, packet.AsSpan(RtpHeader.FixedBytes));
        return packet;
    }

    /// <summary>Makes it the next packet of its stream.</summary>
    public static void Advance(Span<byte> packet)
    {
        var number = packet[SequenceNumberAt..];
        BinaryPrimitives.WriteUInt16BigEndian(number, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(number) + 1));
        var timestamp = packet[TimestampAt..];
        BinaryPrimitives.WriteUInt32BigEndian(timestamp, BinaryPrimitives.ReadUInt32BigEndian(timestamp) + Samples);
    }
}
