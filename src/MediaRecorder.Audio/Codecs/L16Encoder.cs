using System.Buffers.Binary;

namespace MediaRecorder.Audio.Codecs;

/// <summary>L16, RFC 3551 §4.5.11: the counterpart of <see cref="L16Decoder"/>; with two channels both say the same.</summary>
public sealed class L16Encoder(int sampleRate, int channels) : AudioEncoder
{
    public override int SampleRate => sampleRate;

    public override int MaxBytes(int samples) => samples * sizeof(short) * channels;

    protected override int EncodeFrames(ReadOnlySpan<short> pcm, Span<byte> payload)
    {
        for (var i = 0; i < pcm.Length * channels; i++)
            BinaryPrimitives.WriteInt16BigEndian(payload[(sizeof(short) * i)..], pcm[i / channels]);
        return MaxBytes(pcm.Length);
    }
}
