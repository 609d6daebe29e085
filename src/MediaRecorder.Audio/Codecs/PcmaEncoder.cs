namespace MediaRecorder.Audio.Codecs;

/// <summary>PCMA, RFC 3551 §4.5.14. Stateless: one may serve many streams.</summary>
public sealed class PcmaEncoder : AudioEncoder
{
    public override int SampleRate => 8000;

    public override int MaxBytes(int samples) => samples;

    protected override int EncodeFrames(ReadOnlySpan<short> pcm, Span<byte> payload)
    {
        ALaw.Encode(pcm, payload);
        return pcm.Length;
    }
}
