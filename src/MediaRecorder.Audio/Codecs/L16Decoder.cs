using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MediaRecorder.Audio.Codecs;

/// <summary>
/// L16, RFC 3551 §4.5.11, payload types 10 and 11 at 44100 Hz: 16 bits a sample in network order, left before right.
/// Two channels are mixed to their mean. Stateless: one may serve many streams.
/// </summary>
public sealed class L16Decoder : AudioDecoder
{
    private readonly int _channels;

    /// <param name="channels">1 or 2.</param>
    public L16Decoder(int sampleRate, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 2);
        SampleRate = sampleRate;
        _channels = channels;
    }

    public override int SampleRate { get; }

    public override bool HasMemory => false;

    public override int MaxSamples(int payloadBytes) => payloadBytes / (sizeof(short) * _channels);

    public override int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        var count = MaxSamples(payload.Length);
        if (pcm.Length < count)
            throw new ArgumentException("One sample per two bytes and channel.", nameof(pcm));
        // A last sample that is cut off, or a left one without its right, is damage.
        payload = payload[..(count * sizeof(short) * _channels)];
        if (_channels == 1)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, short>(payload), pcm);
        else
            Mix(payload, pcm[..count]);
        return count;
    }

    private static void Mix(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        for (var i = 0; i < pcm.Length; i++)
        {
            var left = BinaryPrimitives.ReadInt16BigEndian(payload[(4 * i)..]);
            var right = BinaryPrimitives.ReadInt16BigEndian(payload[((4 * i) + 2)..]);
            pcm[i] = (short)((left + right) >> 1);
        }
    }
}
