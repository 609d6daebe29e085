using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Concealment;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Keys;

namespace MediaRecorder.Recording.Timelines;

/// <summary>
/// Puts payloads into the window of a leg: decoded, at the recording's rate, in its encoding, and stretched where the
/// sender's clock is to be brought back. G.711 at its own rate takes the short way, straight into the window. Owner: the
/// RecordingWorker.
/// </summary>
internal sealed class TimelineWriter(SampleRing ring, int sampleRate, TimelineScratch scratch, LegKeys? keys)
{
    // How long the first sound after a concealed gap is blended with it at most.
    private const int MaxJoinMs = 10;

    private int _gapToJoin;
    private int _historySamples;

    /// <summary>Samples that were received and found their place.</summary>
    public long PlacedSamples { get; private set; }

    /// <summary>Samples made up for lost packets.</summary>
    public long ConcealedSamples { get; private set; }

    /// <summary>Writes one payload and tells the stream where it ends.</summary>
    /// <param name="mixes">Another sender's audio may lie there: both are to be heard.</param>
    public void Write(LegStream stream, AudioDecoder decoder, ReadOnlySpan<byte> payload, long position, bool mixes)
    {
        int maxSamples = decoder.MaxSamples(payload.Length);
        bool isPlain = decoder.SampleRate == sampleRate && stream.OffSamples == 0 && !mixes
            && keys is not { Listens: true };
        if (!isPlain || !TryWriteDirectly(decoder, payload, position, maxSamples, out int samples))
            samples = WriteInSteps(stream, decoder, payload, position, maxSamples, mixes);
        stream.Placed(position + samples, decoder, samples);
        if (_gapToJoin > 0)
            Join(position, samples);
    }

    /// <summary>Fills the place of what was lost as far as that is credible; the rest stays silent.</summary>
    public void Conceal(LegStream stream, long position, long samples)
    {
        int count = (int)Math.Min(samples, LossConcealment.ReachSamples(sampleRate));
        if (stream.Decoder is not { } decoder || stream.LastSamples == 0 || position < ring.Start)
            return;
        if (TryConcealByCodec(stream, decoder, position, count))
            return;

        EndRun(stream);
        _historySamples = (int)Math.Min(LossConcealment.HistorySamples(sampleRate), position - ring.Start);
        Span<short> history = scratch.History[.._historySamples];
        ring.Read(position - _historySamples, history);
        Span<short> gap = scratch.Stretched[..count];
        LossConcealment.Fill(history, gap, sampleRate);
        ConcealedSamples += ring.Write(position, gap);
        _gapToJoin = (int)Math.Min(samples, int.MaxValue);
    }

    /// <summary>What comes next does not continue what was written last: a pause, a jump.</summary>
    public void EndRun(LegStream stream)
    {
        if (stream.Converter is not { IsRunning: true } converter)
            return;
        // What the converter still holds back is the end of what was said.
        Span<short> nothing = scratch.Decoded[..converter.TailSamples];
        nothing.Clear();
        Span<short> tail = scratch.Resampled;
        tail = tail[..Math.Min(converter.Resampler.DelaySamples, converter.Resampler.Resample(nothing, tail))];
        ring.Write(converter.WrittenEnd, tail);
        converter.Begin();
    }

    private bool TryWriteDirectly(
        AudioDecoder decoder, ReadOnlySpan<byte> payload, long position, int maxSamples, out int samples)
    {
        samples = 0;
        if (ring.Encoding != WavEncoding.Pcm16)
        {
            if (LegFormats.LawOf(decoder) != ring.Encoding)
                return false;
            samples = payload.Length;
            PlacedSamples += ring.WriteCodes(position, payload);
            return true;
        }

        if (position < ring.Start)
            return false;
        Span<short> piece = ring.Piece(position, maxSamples);
        if (piece.Length != maxSamples)
            return false;
        samples = decoder.Decode(payload, piece);
        PlacedSamples += samples;
        return true;
    }

    private int WriteInSteps(
        LegStream stream, AudioDecoder decoder, ReadOnlySpan<byte> payload, long position, int maxSamples, bool mixes)
    {
        Span<short> decoded = scratch.Decoded[..maxSamples];
        Span<short> pcm = decoded[..decoder.Decode(payload, decoded)];
        if (keys is { Listens: true })
            keys.Hear(pcm, decoder.SampleRate, position);
        int samples = (int)((long)pcm.Length * sampleRate / decoder.SampleRate);
        int step = stream.OffSamples == 0 ? 0 : Stretch.StepFor(pcm, samples, stream.OffSamples, stream.IsUrgent);
        if (step == 0 && !mixes && LegFormats.LawOf(decoder) == ring.Encoding && decoder.SampleRate == sampleRate)
        {
            PlacedSamples += ring.WriteCodes(position, payload);
            return pcm.Length;
        }

        PlacedSamples += Convert(stream, decoder.SampleRate, pcm, position, step, mixes);
        stream.Shift(step);
        return samples + step;
    }

    // Each lost payload is told to the decoder, which goes on from what it knows. Of the last one as much is written as
    // the gap has room for. A decoder that gives up in the middle leaves silence.
    private bool TryConcealByCodec(LegStream stream, AudioDecoder decoder, long position, int count)
    {
        int lost = stream.LastSamples;
        for (int at = 0; at < count; at += lost)
        {
            Span<short> pcm = scratch.Decoded[..SamplesAt(decoder.SampleRate, lost)];
            if (!decoder.TryConceal(pcm))
                return at > 0;
            pcm = pcm[..SamplesAt(decoder.SampleRate, Math.Min(lost, count - at))];
            ConcealedSamples += Convert(stream, decoder.SampleRate, pcm, position + at, step: 0, mixes: false);
        }

        return true;
    }

    private int SamplesAt(int rate, int samples) => (int)((long)samples * rate / sampleRate);

    // From the decoder's rate to the recording's, longer or shorter by a step; answers the samples written.
    private int Convert(LegStream stream, int rate, Span<short> pcm, long position, int step, bool mixes)
    {
        if (rate != sampleRate)
        {
            StreamConverter converter = stream.ConvertFrom(rate);
            Span<short> converted = scratch.Resampled;
            pcm = converter.Take(converted[..converter.Resampler.Resample(pcm, converted)], ref position);
            converter.WrittenEnd = position + pcm.Length + step;
        }

        if (step != 0 && pcm.Length + step > 0)
        {
            Span<short> stretched = scratch.Stretched[..(pcm.Length + step)];
            Stretch.Warp(pcm, stretched);
            pcm = stretched;
        }

        return mixes ? ring.Add(position, pcm, scratch.Summed) : ring.Write(position, pcm);
    }

    private void Join(long position, int samples)
    {
        Span<short> head = scratch.Resampled[..Math.Min(samples, sampleRate / 1000 * MaxJoinMs)];
        if (position >= ring.Start)
        {
            ring.Read(position, head);
            LossConcealment.Join(scratch.History[.._historySamples], _gapToJoin, head, sampleRate);
            ring.Write(position, head);
        }

        _gapToJoin = 0;
    }
}
