namespace MediaRecorder.Audio.Codecs.G722;

/// <summary>G722 at 64 kbit/s, RFC 3551 §4.5.2: the counterpart of <see cref="G722Decoder"/>.</summary>
public sealed class G722Encoder : AudioEncoder
{
    private readonly MirrorFilter _early = new();
    private readonly MirrorFilter _late = new();
    private Subbands _bands = new();

    public override int SampleRate => 16000;

    public override int RtpClockRate => 8000;

    public override int FrameSamples => 2;

    public override int MaxBytes(int samples) => samples / 2;

    protected override int EncodeFrames(ReadOnlySpan<short> pcm, Span<byte> payload)
    {
        for (var i = 0; i < pcm.Length / 2; i++)
        {
            Analyse(pcm[2 * i], pcm[(2 * i) + 1], out var low, out var high);
            payload[i] = (byte)((EncodeHigh(high) << 6) | EncodeLow(low));
        }
        return pcm.Length / 2;
    }

    /// <summary>The transmit quadrature mirror filter, §3.1: one sample of each band from two.</summary>
    private void Analyse(short early, short late, out int low, out int high)
    {
        var even = _late.Push(late, G722Tables.EvenTaps);
        var odd = _early.Push(early, G722Tables.OddTaps);
        low = MirrorFilter.Limit((even + odd) >> 14);
        high = MirrorFilter.Limit((even - odd) >> 14);
    }

    /// <summary>SUBTRA, QUANTL.</summary>
    private int EncodeLow(int sample)
    {
        var difference = MirrorFilter.Saturate(sample - _bands.Low.Estimate);
        var magnitude = difference < 0 ? ~difference : difference;
        var levels = G722Tables.LowDecision;
        var interval = 0;
        while (interval < levels.Length && magnitude >= (levels[interval] * _bands.LowScale.Value) >> 12)
            interval++;

        // Codes count down from the smallest difference; the two smallest negative ones lie above the positive ones.
        var code = (difference, interval) switch
        {
            ( >= 0, _) => 61 - interval,
            (_, < 2) => 63 - interval,
            _ => 33 - interval,
        };
        _bands.UpdateLow(code);
        return code;
    }

    /// <summary>SUBTRA, QUANTH.</summary>
    private int EncodeHigh(int sample)
    {
        var difference = MirrorFilter.Saturate(sample - _bands.High.Estimate);
        var magnitude = difference < 0 ? ~difference : difference;
        var isLarge = magnitude >= (G722Tables.HighDecision * _bands.HighScale.Value) >> 12;
        var code = (difference < 0 ? 0 : 2) + (isLarge ? 0 : 1);
        _bands.UpdateHigh(code);
        return code;
    }
}
