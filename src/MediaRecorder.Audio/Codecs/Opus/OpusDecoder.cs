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

    private readonly OpusLibrary.Decoder _decoder;

    /// <param name="highestRate">Of the samples wanted; see <see cref="OpusRate.UpTo"/>.</param>
    /// <exception cref="InvalidOperationException">libopus has no memory.</exception>
    public OpusDecoder(int highestRate)
    {
        SampleRate = OpusRate.UpTo(highestRate);
        _decoder = OpusLibrary.CreateDecoder(SampleRate, channels: 1, out var error);
        if (error != OpusLibrary.Ok)
            throw new InvalidOperationException($"opus_decoder_create: {error}");
    }

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
            : Math.Max(0, OpusLibrary.Decode(_decoder, payload, payload.Length, pcm, MaxSamples(payload.Length), decodeFec: 0));
    }

    public override bool TryConceal(Span<short> pcm)
    {
        // Losses are told in multiples of 2.5 ms, at most 120 ms at once.
        var unit = SampleRate / 400;
        var longest = SampleRate * LongestPacketMs / 1000;
        while (pcm.Length >= unit)
        {
            var samples = Math.Min(pcm.Length / unit * unit, longest);
            if (OpusLibrary.Decode(_decoder, [], 0, pcm, samples, decodeFec: 0) != samples)
                return false;
            pcm = pcm[samples..];
        }

        if (pcm.IsEmpty)
            return true;
        Span<short> rest = stackalloc short[unit];
        if (OpusLibrary.Decode(_decoder, [], 0, rest, unit, decodeFec: 0) != unit)
            return false;
        rest[..pcm.Length].CopyTo(pcm);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _decoder.Dispose();
        base.Dispose(disposing);
    }
}
