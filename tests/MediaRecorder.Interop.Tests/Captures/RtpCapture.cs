using System.Buffers.Binary;
using MediaRecorder.Interop.Tests.Tools;

namespace MediaRecorder.Interop.Tests.Captures;

/// <summary>
/// Writes a track as the RTP packets of one phone into a pcap file for sipp's play_pcap_audio: 20 ms of G.711 each,
/// with the telephone-events of its keys (RFC 4733) in the same stream. Written here and not by our own Rtp room, so
/// that an error there is not played back to itself.
/// </summary>
public static class RtpCapture
{
    public const byte TelephoneEventPayloadType = 101;

    private const int PacketMs = 20;
    private const int SamplesPerPacket = PacketMs * VoiceTrack.SamplesPerMs;
    private const int RtpHeaderBytes = 12;

    // RFC 4733 §2.5.1.4: the final packet of an event is sent three times.
    private const int FinalPackets = 3;

    public static async Task WriteAsync(string path, VoiceTrack track, G711Law law, uint ssrc)
    {
        var audio = await Sox.EncodeG711Async(track.ToSamples(), law);
        await using var file = new PcapFile(path);
        foreach (var packet in Packets(audio, track.Keys, law).OrderBy(packet => packet.AtUs))
            file.Write(packet, ssrc);
    }

    private static IEnumerable<RtpPacket> Packets(byte[] audio, IReadOnlyList<Keystroke> keys, G711Law law)
    {
        for (var at = 0; at + SamplesPerPacket <= audio.Length; at += SamplesPerPacket)
        {
            var payload = audio.AsMemory(at, SamplesPerPacket);
            yield return new RtpPacket(at * 1000L / VoiceTrack.SamplesPerMs, (byte)law, at == 0, (uint)at, payload);
        }

        foreach (var key in keys)
        {
            var startTicks = (uint)(key.StartMs * VoiceTrack.SamplesPerMs);
            for (var ms = PacketMs; ms < key.LengthMs; ms += PacketMs)
                yield return Event(key, startTicks, ms, end: false, offsetUs: 100);

            for (var copy = 0; copy < FinalPackets; copy++)
                yield return Event(key, startTicks, key.LengthMs, end: true, offsetUs: 100 * (copy + 1));
        }
    }

    /// <summary>
    /// RFC 4733 §2.3: event, E and volume, duration in timestamp units. Sent when that much of the key has passed.
    /// </summary>
    private static RtpPacket Event(Keystroke key, uint startTicks, int passedMs, bool end, int offsetUs)
    {
        var payload = new byte[4];
        payload[0] = key.EventCode;
        payload[1] = (byte)((end ? 0x80 : 0) | 10);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(2), (ushort)(passedMs * VoiceTrack.SamplesPerMs));
        var atUs = ((key.StartMs + passedMs) * 1000L) + offsetUs;
        return new RtpPacket(atUs, TelephoneEventPayloadType, passedMs == PacketMs, startTicks, payload);
    }

    /// <summary>One packet before it gets its sequence number; time in µs from the track's start.</summary>
    internal readonly record struct RtpPacket(
        long AtUs, byte PayloadType, bool Marker, uint Ticks, ReadOnlyMemory<byte> Payload)
    {
        public int Bytes => RtpHeaderBytes + Payload.Length;

        /// <summary>RFC 3550 §5.1.</summary>
        public void WriteTo(Span<byte> into, ushort sequenceNumber, uint ssrc)
        {
            into[0] = 0x80;
            into[1] = (byte)((Marker ? 0x80 : 0) | PayloadType);
            BinaryPrimitives.WriteUInt16BigEndian(into[2..], sequenceNumber);
            // Starts near the wrap-around, as a random start would now and then.
            BinaryPrimitives.WriteUInt32BigEndian(into[4..], unchecked(Ticks + 0xFFFF_F000));
            BinaryPrimitives.WriteUInt32BigEndian(into[8..], ssrc);
            Payload.Span.CopyTo(into[RtpHeaderBytes..]);
        }
    }
}
