namespace MediaRecorder.Audio.Codecs;

/// <summary>PCMU, RFC 3551 §4.5.14, payload type 0. Stateless: one may serve many streams.</summary>
public sealed class PcmuDecoder : AudioDecoder
{
    public override int SampleRate => 8000;

    public override bool HasMemory => false;

    public override int MaxSamples(int payloadBytes) => payloadBytes;

    public override int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        MuLaw.Decode(payload, pcm);
        return payload.Length;
    }
}
