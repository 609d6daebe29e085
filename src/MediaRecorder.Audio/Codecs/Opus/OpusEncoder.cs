using MediaRecorder.Audio.Codecs.Native;

namespace MediaRecorder.Audio.Codecs.Opus;

/// <summary>opus, RFC 7587: mono speech by libopus, in frames of 20 ms, without DTX.</summary>
public sealed class OpusEncoder : AudioEncoder
{
    private const int FramesPerSecond = 50;

    // RFC 6716 §3.2.1: a frame has at most 1275 bytes. Table of contents, count and length of each come on top.
    private const int MaxFrameBytes = 1275;
    private const int MaxFramingBytes = 2;

    private readonly OpusLibrary.Encoder _encoder;

    /// <param name="highestRate">Of the samples given; see <see cref="OpusRate.UpTo"/>.</param>
    /// <exception cref="InvalidOperationException">libopus has no memory.</exception>
    public OpusEncoder(int highestRate)
    {
        SampleRate = OpusRate.UpTo(highestRate);
        _encoder = OpusLibrary.CreateEncoder(SampleRate, channels: 1, OpusLibrary.ForVoice, out var error);
        if (error != OpusLibrary.Ok)
            throw new InvalidOperationException($"opus_encoder_create: {error}");
    }

    public override int SampleRate { get; }

    public override int RtpClockRate => OpusRate.RtpClockRate;

    public override int FrameSamples => SampleRate / FramesPerSecond;

    // RFC 6716 §3.2.5: 120 ms in one packet.
    public override int MaxFrames => 6;

    public override int MaxBytes(int samples) =>
        MaxFramingBytes + (samples / FrameSamples * (MaxFramingBytes + MaxFrameBytes));

    protected override int EncodeFrames(ReadOnlySpan<short> pcm, Span<byte> payload) =>
        Math.Max(0, OpusLibrary.Encode(_encoder, pcm, pcm.Length, payload, payload.Length));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _encoder.Dispose();
        base.Dispose(disposing);
    }
}
