namespace MediaRecorder.Audio.Codecs;

/// <summary>Turns 16-bit samples into one stream's RTP payloads. May keep state between packets; one owner, who
/// disposes of it.</summary>
public abstract class AudioEncoder : IDisposable
{
    /// <summary>Samples per second of what <see cref="Encode"/> reads.</summary>
    public abstract int SampleRate { get; }

    /// <summary>Ticks per second of the RTP timestamps that go with the payloads.</summary>
    public virtual int RtpClockRate => SampleRate;

    /// <summary>What one payload holds is a multiple of this, in samples.</summary>
    public virtual int FrameSamples => 1;

    /// <summary>The most bytes that this many samples encode to.</summary>
    public abstract int MaxBytes(int samples);

    /// <summary>Returns the bytes written; 0 where nothing is to be sent. Never allocates.</summary>
    /// <exception cref="ArgumentException"><paramref name="payload"/> is shorter than <see cref="MaxBytes"/>, or
    /// <paramref name="pcm"/> is no whole number of <see cref="FrameSamples"/>.</exception>
    public abstract int Encode(ReadOnlySpan<short> pcm, Span<byte> payload);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what is native; most encoders own nothing of that kind.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
