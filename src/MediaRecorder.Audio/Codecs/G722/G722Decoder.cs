namespace MediaRecorder.Audio.Codecs.G722;

/// <summary>
/// G722, RFC 3551 §4.5.2, payload type 9: ITU-T G.722 at 64 kbit/s, two samples at 16 kHz a byte.
/// <code>
///  7 6     5 4 3 2 1 0
///  IH      IL             higher band 4–8 kHz, lower band 0–4 kHz, each 8000 times a second
/// </code>
/// </summary>
public sealed class G722Decoder : AudioDecoder
{
    private readonly MirrorFilter _sums = new();
    private readonly MirrorFilter _differences = new();
    private Subbands _bands = new();

    public override int SampleRate => 16000;

    // RFC 3551 §4.5.2: the RTP clock is 8000 Hz by an error of RFC 1890 that was kept.
    public override int RtpClockRate => 8000;

    public override int MaxSamples(int payloadBytes) => 2 * payloadBytes;

    public override int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        if (pcm.Length < MaxSamples(payload.Length))
            throw new ArgumentException("Two samples per byte.", nameof(pcm));
        for (var i = 0; i < payload.Length; i++)
        {
            var low = DecodeLow(payload[i] & 0x3F);
            var high = DecodeHigh(payload[i] >> 6);
            Synthesise(low, high, pcm.Slice(2 * i, 2));
        }
        return 2 * payload.Length;
    }

    private int DecodeLow(int code)
    {
        // INVQBL, LIMIT: only the output sees all six bits.
        var difference = (_bands.LowScale.Value * G722Tables.LowInverse6[code]) >> 15;
        var sample = MirrorFilter.Limit(_bands.Low.Estimate + difference);
        _bands.UpdateLow(code);
        return sample;
    }

    private int DecodeHigh(int code)
    {
        var sample = MirrorFilter.Limit(_bands.High.Estimate + _bands.HighDifference(code));
        _bands.UpdateHigh(code);
        return sample;
    }

    /// <summary>The receive quadrature mirror filter, §4.4: two samples from one of each band.</summary>
    private void Synthesise(int low, int high, Span<short> pair)
    {
        pair[0] = (short)MirrorFilter.Saturate(_differences.Push(low - high, G722Tables.EvenTaps) >> 11);
        pair[1] = (short)MirrorFilter.Saturate(_sums.Push(low + high, G722Tables.OddTaps) >> 11);
    }
}
