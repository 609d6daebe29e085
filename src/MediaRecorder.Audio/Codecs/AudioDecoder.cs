namespace MediaRecorder.Audio.Codecs;

/// <summary>Turns one stream's RTP payloads into 16-bit samples. May keep state between packets; one owner, who
/// disposes of it.</summary>
public abstract class AudioDecoder : IDisposable
{
    /// <summary>Samples per second of what <see cref="Decode"/> writes.</summary>
    public abstract int SampleRate { get; }

    /// <summary>Ticks per second of the RTP timestamps that come with the payloads.</summary>
    public virtual int RtpClockRate => SampleRate;

    /// <summary>Whether a payload decodes by what came before it; then each stream needs a decoder of its own.</summary>
    public virtual bool HasMemory => true;

    /// <summary>The most samples that a payload of this size decodes to.</summary>
    public abstract int MaxSamples(int payloadBytes);

    /// <summary>The samples that this payload says it holds, without decoding it; damaged, it may decode to fewer.
    /// </summary>
    public virtual int CountSamples(ReadOnlySpan<byte> payload) => MaxSamples(payload.Length);

    /// <summary>Returns the samples written. Never allocates, except that a native decoder takes its memory at the first
    /// payload. A damaged payload decodes to something or to nothing, it does not throw.</summary>
    /// <exception cref="ArgumentException"><paramref name="pcm"/> is shorter than <see cref="MaxSamples"/>.</exception>
    public abstract int Decode(ReadOnlySpan<byte> payload, Span<short> pcm);

    /// <summary>
    /// Fills the place of a lost payload by the codec's own means; false where it has none, and the caller continues
    /// what it heard last. Payloads and losses are told in their order. Never allocates.
    /// </summary>
    public virtual bool TryConceal(Span<short> pcm) => false;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what is native; most decoders own nothing of that kind.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
