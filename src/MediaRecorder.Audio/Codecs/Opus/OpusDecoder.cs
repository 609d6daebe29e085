using MediaRecorder.Audio.Codecs.Native;

namespace MediaRecorder.Audio.Codecs.Opus;

/// <summary>
/// opus, RFC 7587: by libopus, stereo mixed to mono by the codec. Every packet says its own duration and bandwidth, so
/// that any of them may change from one to the next.
/// </summary>
public sealed class OpusDecoder : AudioDecoder
{
    // RFC 6716 §3.2.5 [R5]: a packet holds at most 120 ms.
    private const int LongestPacketMs = 120;

    // 18 kB, taken when the first payload comes: an SDP lists more codecs than are spoken.
    private OpusLibrary.Decoder? _decoder;
    private bool _isDisposed;

    /// <param name="highestRate">Of the samples wanted; see <see cref="OpusRate.UpTo"/>.</param>
    public OpusDecoder(int highestRate) => SampleRate = OpusRate.UpTo(highestRate);

    public override int SampleRate { get; }

    public override int RtpClockRate => OpusRate.RtpClockRate;

    public override int MaxSamples(int payloadBytes) => payloadBytes == 0 ? 0 : SampleRate * LongestPacketMs / 1000;

    public override int CountSamples(ReadOnlySpan<byte> payload) =>
        payload.IsEmpty ? 0 : Math.Max(0, OpusLibrary.CountSamples(payload, payload.Length, SampleRate));

    public override int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        if (pcm.Length < MaxSamples(payload.Length))
            throw new ArgumentException("Shorter than MaxSamples.", nameof(pcm));
        // To libopus an empty packet is a lost one.
        return payload.IsEmpty
            ? 0
            : Math.Max(0, Decode(payload, pcm, MaxSamples(payload.Length)));
    }

    public override bool TryConceal(Span<short> pcm)
    {
        // Losses are told in multiples of 2.5 ms, at most 120 ms at once.
        var unit = SampleRate / 400;
        var longest = SampleRate * LongestPacketMs / 1000;
        while (pcm.Length >= unit)
        {
            var samples = Math.Min(pcm.Length / unit * unit, longest);
            if (Decode([], pcm, samples) != samples)
                return false;
            pcm = pcm[samples..];
        }

        if (pcm.IsEmpty)
            return true;
        Span<short> rest = stackalloc short[unit];
        if (Decode([], rest, unit) != unit)
            return false;
        rest[..pcm.Length].CopyTo(pcm);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        if (disposing)
            _decoder?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Returns samples, or what is not positive: a damaged packet, or no memory for a decoder.</summary>
    private int Decode(ReadOnlySpan<byte> packet, Span<short> pcm, int samples)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _decoder ??= OpusLibrary.CreateDecoder(SampleRate, channels: 1, out _);
        return _decoder.IsInvalid ? 0 : OpusLibrary.Decode(_decoder, packet, packet.Length, pcm, samples, decodeFec: 0);
    }
}
