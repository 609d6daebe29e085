using MediaRecorder.Audio.Codecs.Native;

namespace MediaRecorder.Audio.Codecs.G729;

/// <summary>
/// G729, RFC 3551 §4.5.6, payload type 18: by libbcg729 (Annexes A and B).
/// <code>
/// +-- 10 bytes --+-- 10 bytes --+ … +-- 2 bytes --+
/// |  10 ms       |  10 ms       |   |  SID        |   frames in their order; a silence descriptor only at the end,
/// +--------------+--------------+ … +-------------+   where it may also stand alone
/// </code>
/// A descriptor yields 10 ms of comfort noise. What follows it until the next packet is not sent, and silence to us.
/// </summary>
public sealed class G729Decoder : AudioDecoder
{
    private const int FrameBytes = 10;
    private const int SidBytes = 2;
    private const int FrameSamples = 80;

    // Native memory is taken when the first payload comes: an SDP lists more codecs than are spoken.
    private G729Library.Decoder? _decoder;
    private bool _isDisposed;

    public override int SampleRate => 8000;

    // A rest that is neither a frame nor a descriptor is damage, and says nothing.
    public override int MaxSamples(int payloadBytes) =>
        ((payloadBytes / FrameBytes) + (payloadBytes % FrameBytes == SidBytes ? 1 : 0)) * FrameSamples;

    public override int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        var samples = MaxSamples(payload.Length);
        if (pcm.Length < samples)
            throw new ArgumentException("Shorter than MaxSamples.", nameof(pcm));
        if (!TryOpen(out var decoder))
            return 0;
        for (var at = 0; at < samples; at += FrameSamples)
        {
            var isSid = payload.Length < FrameBytes;
            var frame = payload[..(isSid ? SidBytes : FrameBytes)];
            G729Library.Decode(
                decoder, frame, (byte)frame.Length, isErased: 0, isSid ? (byte)1 : (byte)0, isRfc3389: 0, pcm.Slice(at, FrameSamples));
            payload = payload[frame.Length..];
        }
        return samples;
    }

    public override bool TryConceal(Span<short> pcm)
    {
        if (!TryOpen(out var decoder))
            return false;
        Span<short> frame = stackalloc short[FrameSamples];
        while (!pcm.IsEmpty)
        {
            G729Library.Decode(decoder, [], 0, isErased: 1, isSid: 0, isRfc3389: 0, frame);
            var samples = Math.Min(FrameSamples, pcm.Length);
            frame[..samples].CopyTo(pcm);
            pcm = pcm[samples..];
        }
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        if (disposing)
            _decoder?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>False when there is no memory for a decoder.</summary>
    private bool TryOpen(out G729Library.Decoder decoder)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        decoder = _decoder ??= G729Library.CreateDecoder();
        return !decoder.IsInvalid;
    }
}
