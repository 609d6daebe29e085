namespace MediaRecorder.Audio.Codecs;

/// <summary>Turns 16-bit samples into one stream's RTP payloads. May keep state between packets; one owner, who
/// disposes of it.</summary>
public abstract class AudioEncoder : IDisposable
{
    /// <summary>Samples per second of what <see cref="Encode"/> reads.</summary>
    public abstract int SampleRate { get; }

    /// <summary>Ticks per second of the RTP timestamps that go with the payloads.</summary>
    public virtual int RtpClockRate => SampleRate;

    /// <summary>Samples of the smallest payload; each payload holds a whole number of these.</summary>
    public virtual int FrameSamples => 1;

    /// <summary>The most of them that fit into one payload.</summary>
    public virtual int MaxFrames => int.MaxValue;

    /// <summary>The most bytes that this many samples encode to.</summary>
    public abstract int MaxBytes(int samples);

    /// <summary>Makes one payload and returns its bytes. Never allocates.</summary>
    /// <exception cref="ArgumentException"><paramref name="payload"/> is shorter than <see cref="MaxBytes"/>, or
    /// <paramref name="pcm"/> is not 1 to <see cref="MaxFrames"/> whole frames.</exception>
    public int Encode(ReadOnlySpan<short> pcm, Span<byte> payload)
    {
        if (pcm.IsEmpty || pcm.Length % FrameSamples != 0 || pcm.Length / FrameSamples > MaxFrames)
            throw new ArgumentException("Not a whole number of frames that a payload can hold.", nameof(pcm));
        if (payload.Length < MaxBytes(pcm.Length))
            throw new ArgumentException("Shorter than MaxBytes.", nameof(payload));
        return EncodeFrames(pcm, payload);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The arguments are checked already.</summary>
    protected abstract int EncodeFrames(ReadOnlySpan<short> pcm, Span<byte> payload);

    /// <summary>Gives back what is native; most encoders own nothing of that kind.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
