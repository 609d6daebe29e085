using MediaRecorder.Audio.Codecs.Native;

namespace MediaRecorder.Audio.Codecs.G729;

/// <summary>G729, RFC 3551 §4.5.6: by libbcg729 (Annex A), without silence descriptors, so that it suits
/// <c>annexb=no</c> too.</summary>
public sealed class G729Encoder : AudioEncoder
{
    private const int FrameBytes = 10;

    private readonly G729Library.Encoder _encoder;

    /// <exception cref="InvalidOperationException">libbcg729 has no memory.</exception>
    public G729Encoder()
    {
        _encoder = G729Library.CreateEncoder(enableVad: 0);
        if (_encoder.IsInvalid)
            throw new InvalidOperationException("initBcg729EncoderChannel: no memory");
    }

    public override int SampleRate => 8000;

    public override int FrameSamples => 80;

    public override int MaxBytes(int samples) => samples / FrameSamples * FrameBytes;

    protected override int EncodeFrames(ReadOnlySpan<short> pcm, Span<byte> payload)
    {
        var frames = pcm.Length / FrameSamples;
        for (var i = 0; i < frames; i++)
            G729Library.Encode(_encoder, pcm.Slice(i * FrameSamples, FrameSamples), payload.Slice(i * FrameBytes, FrameBytes), out _);
        return frames * FrameBytes;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _encoder.Dispose();
        base.Dispose(disposing);
    }
}
