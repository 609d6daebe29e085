using MediaRecorder.Audio.Codecs;

namespace MediaRecorder.Recording.Tests.Fakes;

/// <summary>A decoder of 8000 Hz that throws at its nth payload and from then on.</summary>
internal sealed class FaultyDecoder(int failing) : AudioDecoder
{
    private int _payloads;

    public override int SampleRate => 8000;

    public override int MaxSamples(int payloadBytes) => payloadBytes;

    public override int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        if (++_payloads >= failing)
            throw new InvalidOperationException("a bug in a decoder");
        pcm[..payload.Length].Fill(1000);
        return payload.Length;
    }
}
