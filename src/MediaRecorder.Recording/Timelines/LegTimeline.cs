using MediaRecorder.Audio.Codecs;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Keys;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Recording.Timelines;

/// <summary>
/// Places the audio of one leg on the recording's clock. Owner: the RecordingWorker.
/// <code>
/// packet                                                   result
/// first of an SSRC, or of a restart of its sequence        anchored: its first sample lies at its arrival
/// in order                                                 at its RTP time
/// in order, more than 200 ms ahead of its arrival          anchored anew (RTP time jumped forward)
/// in order, more than 200 ms behind, with marker           anchored anew (a talk spurt after RTP time stood still)
/// in order, more than 200 ms behind for 200 ms of arrivals anchored anew; until then at its RTP time
/// in order, more than 2 s behind                           anchored anew at once
/// reordered                                                at its RTP time while that is in memory, else Late
/// duplicate                                                dropped
/// a leap of the sequence not yet confirmed                 Late (RFC 3550 A.1: one packet proves nothing)
/// </code>
/// Packets behind their time are not anchored at once, because a network that stalls and then delivers in a burst looks
/// the same at its first packet: its audio belongs where it was spoken. New anchors are counted as epochs. Samples are
/// kept in the encoding of the file: in one of G.711, payloads of its law stay the bytes they are.
/// </summary>
internal sealed class LegTimeline(
    RecordingClock clock, WavEncoding encoding = WavEncoding.Pcm16, LegKeys? keys = null)
{
    /// <summary>
    /// What a recording's longest packet may hold: 200 ms. Longer ones are no telephony and are refused.
    /// </summary>
    public const int MaxPacketSamples = 1600;

    private const long JumpNs = 200_000_000;
    private const long LongJumpNs = 2_000_000_000;

    // A new anchor starts behind what is on the timeline, so that an epoch's first packets do not overwrite the last of
    // the epoch before; at most three packets of 20 ms, or a drifting sender would never come back to its time.
    private const long OverhangNs = 60_000_000;

    // Early media, announcements and the agent: more senders at once than this do not happen on one leg.
    private const int MaxSources = 4;

    private readonly SampleRing _ring = new(encoding, clock.SampleRate);
    private readonly SsrcEpoch?[] _sources = new SsrcEpoch?[MaxSources];
    private readonly long _jumpSamples = clock.SamplesIn(JumpNs);
    private readonly long _longJumpSamples = clock.SamplesIn(LongJumpNs);
    private readonly long _overhangSamples = clock.SamplesIn(OverhangNs);
    private SsrcEpoch? _current;
    private long _placedEnd;
    private LegCounts _retired;

    /// <summary>The oldest position not yet consumed.</summary>
    public long Start => _ring.Start;

    /// <summary>Nothing was placed yet; then there is nothing to peek at.</summary>
    public bool IsSilent => _ring.IsUnused;

    public long Epochs { get; private set; }

    public long LatePackets { get; private set; }

    /// <summary>Samples that found their place, for the time without audio.</summary>
    public long PlacedSamples { get; private set; }

    /// <summary>What was received so far, over all senders.</summary>
    public LegCounts Counts
    {
        get
        {
            LegCounts counts = _retired;
            foreach (SsrcEpoch? source in _sources)
            {
                if (source is not null)
                    counts = counts.Plus(source.Statistics);
            }

            return counts with { Late = LatePackets };
        }
    }

    /// <summary>Whether the window reaches to the last position a packet arriving then can touch.</summary>
    public bool Fits(long arrivalNs) =>
        clock.SampleAt(arrivalNs) + _jumpSamples + MaxPacketSamples <= _ring.End;

    /// <summary>Takes one packet. The caller moved the window so that it <see cref="Fits"/>.</summary>
    public Placement Receive(in RtpHeader header, long arrivalNs, LegFormats formats)
    {
        SsrcEpoch source = _current is { } current && current.Ssrc == header.Ssrc ? current : Find(header.Ssrc);
        source.LastArrivalNs = arrivalNs;
        PacketArrival arrival = source.Statistics.Receive(header.SequenceNumber, header.Timestamp, arrivalNs);
        switch (arrival)
        {
            case PacketArrival.Duplicate:
                return Placement.Duplicate;
            case PacketArrival.Suspect:
                LatePackets++;
                return Placement.Late;
            case PacketArrival.Restarted:
                source.LoseAnchor();
                break;
        }

        // RFC 4733 §2.1: events share the sequence numbers of the audio, so they are counted before they are told
        // apart.
        switch (formats.UseOf(header.PayloadType))
        {
            case PayloadUse.TelephoneEvent:
                return Placement.Event;
            case PayloadUse.Ignored:
                return Placement.Ignored;
        }

        AudioDecoder decoder = formats.DecoderOf(header.PayloadType)!;
        int maxSamples = decoder.MaxSamples(header.Payload.Length);
        if (maxSamples is 0 or > MaxPacketSamples)
            return Placement.Ignored;

        long position = arrival == PacketArrival.Reordered && source.IsAnchored
            ? source.PositionOf(header.Timestamp)
            : PlaceInOrder(source, header, arrivalNs);
        return Write(position, maxSamples, decoder, header.Payload);
    }

    /// <summary>Where a timestamp of a known sender lies, if it can be told: for the place of a key.</summary>
    public bool TryLocate(Ssrc ssrc, RtpTimestamp timestamp, out long position)
    {
        position = 0;
        if (_current is not { IsAnchored: true } current || current.Ssrc != ssrc)
            return false;
        position = current.PositionOf(timestamp);
        return true;
    }

    /// <summary>The samples from <see cref="Start"/> on that lie together, to be changed in place before they are
    /// consumed. Of a PCM16 timeline.</summary>
    public Span<short> Peek(int count) => _ring.Piece(_ring.Start, count);

    /// <summary>The same of a G.711 timeline, as codes.</summary>
    public Span<byte> PeekCodes(int count) => _ring.Codes(_ring.Start, count);

    public void Consume(long count) => _ring.Consume(count);

    private long PlaceInOrder(SsrcEpoch source, in RtpHeader header, long arrivalNs)
    {
        long arrived = clock.SampleAt(arrivalNs);
        long position = source.IsAnchored ? source.PositionOf(header.Timestamp) : 0;
        if (!source.IsAnchored || IsJump(source, position - arrived, header.Marker, arrivalNs))
        {
            position = Math.Max(arrived, Math.Min(_placedEnd, arrived + _overhangSamples));
            source.BehindSinceNs = null;
            Epochs++;
        }

        source.Anchor(header.Timestamp, position);
        return position;
    }

    private bool IsJump(SsrcEpoch source, long aheadSamples, bool marker, long arrivalNs)
    {
        if (aheadSamples > _jumpSamples || aheadSamples < -_longJumpSamples)
            return true;
        if (aheadSamples >= -_jumpSamples)
        {
            source.BehindSinceNs = null;
            return false;
        }

        source.BehindSinceNs ??= arrivalNs;
        return marker || arrivalNs - source.BehindSinceNs >= JumpNs;
    }

    private Placement Write(long position, int maxSamples, AudioDecoder decoder, ReadOnlySpan<byte> payload)
    {
        if (position + maxSamples <= _ring.Start || position + maxSamples > _ring.End)
        {
            LatePackets++;
            return Placement.Late;
        }

        PlacedSamples += Store(position, maxSamples, decoder, payload);
        _placedEnd = Math.Max(_placedEnd, position + maxSamples);
        return Placement.Placed;
    }

    private int Store(long position, int maxSamples, AudioDecoder decoder, ReadOnlySpan<byte> payload)
    {
        if (encoding == WavEncoding.Pcm16)
        {
            Span<short> piece = position >= _ring.Start ? _ring.Piece(position, maxSamples) : default;
            if (piece.Length < maxSamples)
                return WriteInParts(position, maxSamples, decoder, payload);
            int written = decoder.Decode(payload, piece);
            Listen(piece[..written], decoder, position);
            return written;
        }

        // As it came; only who listens for tones needs samples.
        return LegFormats.LawOf(decoder) == encoding && keys is not { Listens: true }
            ? _ring.WriteCodes(position, payload)
            : WriteInParts(position, maxSamples, decoder, payload);
    }

    private int WriteInParts(long position, int maxSamples, AudioDecoder decoder, ReadOnlySpan<byte> payload)
    {
        Span<short> decoded = stackalloc short[MaxPacketSamples];
        int samples = decoder.Decode(payload, decoded[..maxSamples]);
        Listen(decoded[..samples], decoder, position);
        return LegFormats.LawOf(decoder) == encoding
            ? _ring.WriteCodes(position, payload)
            : _ring.Write(position, decoded[..samples]);
    }

    private void Listen(ReadOnlySpan<short> pcm, AudioDecoder decoder, long position)
    {
        if (keys is { Listens: true })
            keys.Hear(pcm, decoder.SampleRate, position);
    }

    private SsrcEpoch Find(Ssrc ssrc)
    {
        int oldest = 0;
        for (int i = 0; i < _sources.Length; i++)
        {
            if (_sources[i] is not { } source)
                return _current = _sources[i] = new SsrcEpoch(ssrc);
            if (source.Ssrc == ssrc)
                return _current = source;
            if (source.LastArrivalNs < _sources[oldest]!.LastArrivalNs)
                oldest = i;
        }

        _retired = _retired.Plus(_sources[oldest]!.Statistics);
        return _current = _sources[oldest] = new SsrcEpoch(ssrc);
    }
}
