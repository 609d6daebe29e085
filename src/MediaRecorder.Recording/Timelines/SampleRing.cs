using System.Runtime.InteropServices;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Containers.Wav;

namespace MediaRecorder.Recording.Timelines;

/// <summary>
/// A window of samples that moves with the clock: positions [Start, End) are in memory, kept as the file will hold them,
/// 16-bit samples or codes of G.711. What nobody wrote is silence, because consuming silences. Memory is taken with the
/// first write: a leg that never speaks has none. Owner: the RecordingWorker.
/// </summary>
internal sealed class SampleRing
{
    /// <summary>
    /// The hold-back of 600 ms, the 300 ms between two writes, 200 ms that a packet may be ahead of its arrival, 200 ms
    /// for the longest packet, and a poll that is late by 100 ms. At 8000 Hz 22 KiB a leg, 11 KiB in G.711.
    /// </summary>
    public const int CapacityMs = 1400;

    private readonly int _bytesPerSample;
    private readonly byte _silence;
    private byte[]? _bytes;

    public SampleRing(WavEncoding encoding, int sampleRate)
    {
        Encoding = encoding;
        CapacitySamples = sampleRate * CapacityMs / 1000;
        var mono = new WavFormat(encoding, 1, sampleRate);
        _bytesPerSample = mono.BytesPerSample;
        _silence = mono.SilenceByte;
    }

    public WavEncoding Encoding { get; }

    public int CapacitySamples { get; }

    /// <summary>Nothing was written yet: all of it is silence, and no memory is used.</summary>
    public bool IsUnused => _bytes is null;

    /// <summary>The oldest position in memory.</summary>
    public long Start { get; private set; }

    public long End => Start + CapacitySamples;

    /// <summary>The samples from a position on that lie together, at most <paramref name="count"/>. PCM16 only; the
    /// position is not negative.</summary>
    public Span<short> Piece(long position, int count) => MemoryMarshal.Cast<byte, short>(Bytes(position, count));

    /// <summary>The same as codes. G.711 only.</summary>
    public Span<byte> Codes(long position, int count) => Bytes(position, count);

    /// <summary>Writes what falls into the window, encoded where the ring holds codes; answers how many samples
    /// did.</summary>
    public int Write(long position, ReadOnlySpan<short> samples)
    {
        if (!Cut(position, samples.Length, out int skip, out int count))
            return 0;
        ReadOnlySpan<short> kept = samples.Slice(skip, count);
        int first = Encode(kept, Bytes(position + skip, count));
        Encode(kept[first..], Bytes(position + skip + first, count - first));
        return count;
    }

    /// <summary>Writes codes of the ring's own law as they came.</summary>
    public int WriteCodes(long position, ReadOnlySpan<byte> codes)
    {
        if (!Cut(position, codes.Length, out int skip, out int count))
            return 0;
        ReadOnlySpan<byte> kept = codes.Slice(skip, count);
        Span<byte> first = Bytes(position + skip, count);
        kept[..first.Length].CopyTo(first);
        kept[first.Length..].CopyTo(_bytes);
        return count;
    }

    /// <summary>Adds to what is there, without wrapping at full scale; answers how many samples fell into the
    /// window.</summary>
    /// <param name="scratch">At least as long as <paramref name="samples"/>, and another memory.</param>
    public int Add(long position, ReadOnlySpan<short> samples, Span<short> scratch)
    {
        if (!Cut(position, samples.Length, out int skip, out int count))
            return 0;
        Span<short> sum = scratch[..count];
        Read(position + skip, sum);
        for (int i = 0; i < count; i++)
            sum[i] = (short)Math.Clamp(sum[i] + samples[skip + i], short.MinValue, short.MaxValue);
        return Write(position + skip, sum);
    }

    /// <summary>Samples of the window, decoded where the ring holds codes.</summary>
    public void Read(long position, Span<short> into)
    {
        while (!into.IsEmpty)
        {
            Span<byte> bytes = Bytes(position, into.Length);
            int count = bytes.Length / _bytesPerSample;
            switch (Encoding)
            {
                case WavEncoding.Mulaw:
                    MuLaw.Decode(bytes, into);
                    break;
                case WavEncoding.Alaw:
                    ALaw.Decode(bytes, into);
                    break;
                default:
                    MemoryMarshal.Cast<byte, short>(bytes).CopyTo(into);
                    break;
            }

            into = into[count..];
            position += count;
        }
    }

    /// <summary>Moves samples within the window; where they were and are no more is silence.</summary>
    public void Move(long from, int count, long by)
    {
        if (_bytes is null || by == 0)
            return;
        // In the order that does not overwrite what is still to be moved.
        for (int i = 0; i < count; i++)
        {
            long at = by < 0 ? from + i : from + count - 1 - i;
            Span<byte> sample = Bytes(at, 1);
            if (at + by >= Start && at + by < End)
                sample.CopyTo(Bytes(at + by, 1));
        }

        long silenced = Math.Min(count, Math.Abs(by));
        long silentFrom = by < 0 ? from + count - silenced : from;
        for (long at = silentFrom; at < silentFrom + silenced; at++)
            Bytes(at, 1).Fill(_silence);
    }

    /// <summary>Moves the window on; what falls out is silenced. Any distance.</summary>
    public void Consume(long count)
    {
        if (_bytes is not null)
        {
            int clear = (int)Math.Min(count, CapacitySamples);
            Span<byte> first = Bytes(Start, clear);
            first.Fill(_silence);
            _bytes.AsSpan(0, clear * _bytesPerSample - first.Length).Fill(_silence);
        }

        Start += count;
    }

    private bool Cut(long position, int samples, out int skip, out int count)
    {
        long from = Math.Max(Start, position);
        long to = Math.Min(position + samples, End);
        skip = (int)(from - position);
        count = (int)Math.Max(0, to - from);
        return count > 0;
    }

    private int Encode(ReadOnlySpan<short> samples, Span<byte> into)
    {
        int count = Math.Min(samples.Length, into.Length / _bytesPerSample);
        samples = samples[..count];
        switch (Encoding)
        {
            case WavEncoding.Mulaw:
                MuLaw.Encode(samples, into);
                break;
            case WavEncoding.Alaw:
                ALaw.Encode(samples, into);
                break;
            default:
                MemoryMarshal.AsBytes(samples).CopyTo(into);
                break;
        }

        return count;
    }

    private Span<byte> Bytes(long position, int count)
    {
        byte[] bytes = _bytes ??= CreateSilent();
        int index = (int)(position % CapacitySamples);
        count = Math.Min(count, CapacitySamples - index);
        return bytes.AsSpan(index * _bytesPerSample, count * _bytesPerSample);
    }

    private byte[] CreateSilent()
    {
        byte[] bytes = new byte[CapacitySamples * _bytesPerSample];
        if (_silence != 0)
            bytes.AsSpan().Fill(_silence);
        return bytes;
    }
}
