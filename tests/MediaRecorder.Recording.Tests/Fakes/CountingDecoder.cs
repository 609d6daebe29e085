using MediaRecorder.Audio.Codecs;

namespace MediaRecorder.Recording.Tests.Fakes;

/// <summary>A decoder of 8000 Hz that notes the first byte of each payload, and can conceal a few times.</summary>
internal sealed class CountingDecoder : AudioDecoder
{
    public List<int> Decoded { get; } = [];

    /// <summary>How often it is able to conceal.</summary>
    public int Conceals { get; set; }

    public override int SampleRate => 8000;

    public override int MaxSamples(int payloadBytes) => payloadBytes;

    public override int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        Decoded.Add(payload[0]);
        pcm[..payload.Length].Fill(1000);
        return payload.Length;
    }

    public override bool TryConceal(Span<short> pcm)
    {
        if (Conceals-- <= 0)
            return false;
        pcm.Fill(500);
        return true;
    }
}
