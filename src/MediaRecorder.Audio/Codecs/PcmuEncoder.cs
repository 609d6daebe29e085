namespace MediaRecorder.Audio.Codecs;

/// <summary>PCMU, RFC 3551 §4.5.14. Stateless: one may serve many streams.</summary>
public sealed class PcmuEncoder : AudioEncoder
{
    public override int SampleRate => 8000;

    public override int MaxBytes(int samples) => samples;

    protected override int EncodeFrames(ReadOnlySpan<short> pcm, Span<byte> payload)
    {
        MuLaw.Encode(pcm, payload);
        return pcm.Length;
    }
}
