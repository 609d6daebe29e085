using MediaRecorder.Audio.Codecs;
using MediaRecorder.Buffers;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Keys;
using MediaRecorder.Recording.Workers;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Reordering;
using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Recording.Timelines;

/// <summary>
/// Places the audio of one leg on the recording's clock. Owner: the RecordingWorker.
/// <code>
/// packet                                                   result
/// ahead of a gap                                           waits up to 160 ms, then the gap is lost
/// after a gap that is lost                                 the gap is concealed, the packet at its RTP time
/// first of an SSRC, or of a restart of its sequence        anchored: its first sample lies at its arrival
/// in order                                                 at its RTP time
/// in order, more than 200 ms ahead of its arrival          anchored anew (RTP time jumped forward)
/// the same, no gap, in the first 400 ms of an anchor       at its RTP time up to 400 ms (they come in a burst)
/// after a pause, more than 20 ms ahead of its arrival      anchored anew (RTP time ran on too fast)
/// in order, more than 200 ms behind, with marker, no pause anchored anew (a talk spurt after RTP time stood still)
/// in order, more than 200 ms behind for 200 ms of arrivals anchored anew; until then at its RTP time
/// in order, more than 2 s behind                           anchored anew at once
/// in order, of another RTP clock                           anchored anew (the codec changed)
/// after the gap it belongs to was given up                 Late
/// duplicate                                                dropped
/// a leap of the sequence not yet confirmed                 Late (RFC 3550 A.1: one packet proves nothing)
/// </code>
/// Packets behind their time are not anchored at once, because a network that stalls and then delivers in a burst looks
/// the same at its first packet: its audio belongs where it was spoken. New anchors are counted as epochs.
/// <para>
/// The first packet of an anchor may have been held up by the network. What it and its followers of 400 ms show to be the
/// path's least delay is their place: all of them are moved there while they are in memory. From then on the fit of the
/// stream says how its clock runs against ours, and the writer takes back the difference: all at once in a pause, from
/// 5 ms on much of it in quiet packets, and from 8 ms on one sample in 160 of loud ones.
/// </para>
/// <para>
/// Two senders at the same time are both heard. Samples are kept in the encoding of the file: in one of G.711, payloads
/// of its law stay the bytes they are.
/// </para>
/// </summary>
internal sealed class LegTimeline
{
    /// <summary>What a recording's longest packet may hold. Longer ones are no telephony and are refused.</summary>
    public const int MaxPacketMs = 200;

    private const long JumpNs = 200_000_000;
    private const long LongJumpNs = 2_000_000_000;
    private const long PauseNs = 60_000_000;
    private const long PauseJumpNs = 20_000_000;

    // RTP time that stood still goes on where it was; one that ran is ahead by the pause, a packet or more.
    private const long StandstillNs = 4_000_000;

    // A new anchor starts behind what is on the timeline, so that an epoch's first packets do not overwrite the last of
    // the epoch before; at most three packets of 20 ms, or a drifting sender would never come back to its time.
    private const long OverhangNs = 60_000_000;

    // A sender that goes on after a jump of its RTP time, without a marker, spoke on: its packet came that much late.
    private const long CarryOnNs = 100_000_000;

    // A packet further behind does not wait for others: it would miss the hold-back of 600 ms.
    private const long MayWaitBehindNs = 400_000_000;

    // Longer than the longest packet and what may wait for an earlier one: the end of what was said is written then, while
    // its place is in memory.
    private const long SilenceNs = 400_000_000;

    // Early media, announcements and the agent: more senders at once than this do not happen on one leg.
    internal const int MaxStreams = 4;

    /// <summary>What a poll reads of it, about: all.</summary>
    public const int HotBytes = 256;

    private readonly RecordingClock _clock;
    private readonly TimelineScratch _scratch;
    private readonly SampleRing _ring;
    private readonly TimelineWriter _writer;
    private readonly LegStream?[] _streams = new LegStream?[MaxStreams];
    private readonly long _jumpSamples;
    private readonly long _longJumpSamples;
    private readonly long _overhangSamples;
    private readonly long _maxPacketSamples;
    private LegStream? _current;
    private LegStream? _placedBy;
    private long _placedEnd;
    private LegCounts _retired;

    public LegTimeline(
        RecordingClock clock,
        WavEncoding encoding = WavEncoding.Pcm16,
        LegKeys? keys = null,
        TimelineScratch? scratch = null)
    {
        _clock = clock;
        _scratch = scratch ?? new TimelineScratch(new WorkerCounters());
        _ring = new SampleRing(encoding, clock.SampleRate);
        _writer = new TimelineWriter(_ring, clock.SampleRate, _scratch, keys);
        _jumpSamples = clock.SamplesIn(JumpNs);
        _longJumpSamples = clock.SamplesIn(LongJumpNs);
        _overhangSamples = clock.SamplesIn(OverhangNs);
        _maxPacketSamples = clock.SampleRate / 1000 * MaxPacketMs;
    }

    /// <summary>The oldest position not yet consumed.</summary>
    public long Start => _ring.Start;

    /// <summary>Nothing was placed yet; then there is nothing to peek at.</summary>
    public bool IsSilent => _ring.IsUnused;

    public long Epochs { get; private set; }

    public long LatePackets { get; private set; }

    /// <summary>Samples that found their place, for the time without audio.</summary>
    public long PlacedSamples => _writer.PlacedSamples;

    /// <summary>Samples made up for lost packets.</summary>
    public long ConcealedSamples => _writer.ConcealedSamples;

    /// <summary>How fast the clock of the sender heard last is against ours.</summary>
    public double DriftPpm => _current?.Fit.SenderPpm ?? 0;

    /// <summary>What the codec of the sender heard last costs; null before any audio.</summary>
    public CodecImpairment? Impairment { get; private set; }

    /// <summary>What was received so far, over all senders.</summary>
    public LegCounts Counts
    {
        get
        {
            LegCounts counts = _retired;
            foreach (LegStream? stream in _streams)
            {
                if (stream is not null)
                    counts = counts.Plus(stream.Statistics);
            }

            return counts with
            {
                Late = LatePackets,
                Epochs = Epochs,
                PlacedSamples = PlacedSamples,
                ConcealedSamples = ConcealedSamples,
            };
        }
    }

    /// <summary>What was counted before a position, at which a file begins. What is in memory behind it is taken for one
    /// piece.</summary>
    public LegCounts CountsBefore(long position) => Counts with
    {
        PlacedSamples = PlacedSamples - Math.Clamp(_placedEnd - position, 0, PlacedSamples),
    };

    /// <summary>Whether the window reaches to the last position a packet arriving then can touch.</summary>
    public bool Fits(long arrivalNs) => StartFor(arrivalNs) <= _ring.Start;

    /// <summary>Where the window has to start at least, so that it <see cref="Fits"/>.</summary>
    public long StartFor(long arrivalNs) =>
        _clock.SampleAt(arrivalNs) + _jumpSamples + _maxPacketSamples - _ring.CapacitySamples;

    /// <summary>Takes one packet. The caller moved the window so that it <see cref="Fits"/>. What has to wait for an
    /// earlier packet is answered as placed.</summary>
    public Placement Receive(in RtpHeader header, long arrivalNs, LegFormats formats)
    {
        LegStream stream = _current is { } current && current.Ssrc == header.Ssrc ? current : Find(header.Ssrc, formats);
        stream.LastArrivalNs = arrivalNs;
        PayloadUse use = formats.UseOf(header.PayloadType);
        if (formats.DecoderOf(header.PayloadType) is { } decoder)
            stream.Statistics.ClockRate = decoder.RtpClockRate;

        // RFC 4733 §2.1: events share the sequence numbers of the audio, so they are counted before they are told
        // apart.
        PacketArrival arrival = use == PayloadUse.TelephoneEvent
            ? stream.Statistics.Receive(header.SequenceNumber)
            : stream.Statistics.Receive(header.SequenceNumber, header.Timestamp, arrivalNs);
        switch (arrival)
        {
            case PacketArrival.Duplicate:
                _scratch.Counters.DuplicatePackets++;
                return Placement.Duplicate;
            case PacketArrival.Suspect:
                return Late();
            case PacketArrival.Restarted:
                PlayAll(stream, formats);
                stream.Window.Clear();
                stream.LoseAnchor();
                break;
        }

        // The first packet of the new sequence was not believed.
        int missing = arrival == PacketArrival.Restarted ? 1 : 0;
        bool isAudio = use == PayloadUse.Audio && IsPlayable(header, formats);
        Placement unheard = use == PayloadUse.TelephoneEvent ? Placement.Event : Placement.Ignored;
        WindowOrder order = stream.Window.OrderOf(header.SequenceNumber);
        if (order == WindowOrder.Behind)
        {
            if (!isAudio)
                return unheard;
            return Late();
        }

        if (order == WindowOrder.FarAhead)
        {
            // What is missing for that long is given up. What is missing right before this may still come.
            int given = CatchUp(stream, header.SequenceNumber.Plus(1 - ReorderWindow.MaxPackets), formats);
            PlayWaiting(stream, given, formats);
            order = stream.Window.OrderOf(header.SequenceNumber);
        }

        if (order == WindowOrder.Ahead && (!isAudio || MayWait(stream, header, arrivalNs, formats))
            && stream.Window.TryHold(header, arrivalNs, isAudio))
        {
            return isAudio ? Placement.Placed : unheard;
        }

        if (order != WindowOrder.Next)
            missing = CatchUp(stream, header.SequenceNumber, formats);
        stream.Window.MoveOn(header.SequenceNumber);
        Placement placement = isAudio ? Play(stream, header, arrivalNs, missing, formats) : unheard;
        if (!stream.Window.IsEmpty)
            PlayWaiting(stream, missing: 0, formats);
        return placement;
    }

    /// <inheritdoc cref="Recording.Foresee"/>
    public void Foresee()
    {
        CacheHint.Prefetch(_current, LegStream.HotBytes);
        CacheHint.Prefetch(_ring);
        CacheHint.Prefetch(_writer);
    }

    /// <summary>Takes a sender report of one of the leg's senders; others are not of use.</summary>
    public void Receive(in RtcpSenderReport report)
    {
        foreach (LegStream? stream in _streams)
        {
            if (stream is not null && stream.Ssrc == report.Ssrc)
                stream.Receive(report);
        }
    }

    /// <summary>Gives up gaps that were waited for long enough, and settles what is about to be consumed.</summary>
    public void Advance(long nowNs, LegFormats formats)
    {
        foreach (LegStream? stream in _streams)
        {
            if (stream is null)
                return;
            while (nowNs >= stream.Window.DeadlineNs)
                PlayWaiting(stream, stream.Window.GiveUp(), formats);
            if (nowNs >= stream.SettleAtNs)
                Settle(stream);
            if (nowNs - stream.LastArrivalNs > SilenceNs)
                _writer.EndRun(stream);
        }
    }

    /// <summary>Waits for nothing any more.</summary>
    public void Flush(LegFormats formats)
    {
        foreach (LegStream? stream in _streams)
        {
            if (stream is not null)
                PlayAll(stream, formats);
        }
    }

    /// <summary>The end has come: waits for nothing, and nothing is held back.</summary>
    public void End(LegFormats formats)
    {
        Flush(formats);
        foreach (LegStream? stream in _streams)
        {
            if (stream is not null)
                _writer.EndRun(stream);
        }
    }

    /// <summary>Gives back what waits, unheard: the timeline is not used any more.</summary>
    public void Release()
    {
        foreach (LegStream? stream in _streams)
            stream?.Window.Clear();
    }

    /// <summary>The decoders that it knew are no more, but for those that this table has taken over.</summary>
    public void ForgetDecoders(LegFormats formats)
    {
        foreach (LegStream? stream in _streams)
        {
            if (stream?.Decoder is { } decoder && !formats.Has(decoder))
                stream.ForgetDecoder();
        }
    }

    /// <summary>Where a timestamp of a known sender lies, if it can be told: for the place of a key.</summary>
    /// <param name="clockRate">That the timestamp is of. Another one than the audio's begins anywhere.</param>
    public bool TryLocate(Ssrc ssrc, RtpTimestamp timestamp, int clockRate, out long position)
    {
        position = 0;
        if (_current is not { IsAnchored: true } current || current.Ssrc != ssrc || current.ClockRate != clockRate)
            return false;
        position = current.PositionOf(current.TicksOf(timestamp));
        return true;
    }

    /// <summary>The samples from <see cref="Start"/> on that lie together, to be changed in place before they are
    /// consumed. Of a PCM16 timeline.</summary>
    public Span<short> Peek(int count) => _ring.Piece(_ring.Start, count);

    /// <summary>The same of a G.711 timeline, as codes.</summary>
    public Span<byte> PeekCodes(int count) => _ring.Codes(_ring.Start, count);

    public void Consume(long count) => _ring.Consume(count);

    private static bool IsPlayable(in RtpHeader header, LegFormats formats)
    {
        AudioDecoder decoder = formats.DecoderOf(header.PayloadType)!;
        int maxSamples = decoder.MaxSamples(header.Payload.Length);
        return maxSamples > 0 && maxSamples * 1000L <= decoder.SampleRate * (long)MaxPacketMs;
    }

    // RTP time of another clock says nothing before its codec has its turn.
    private bool MayWait(LegStream stream, in RtpHeader header, long arrivalNs, LegFormats formats) =>
        !stream.IsAnchored
        || formats.DecoderOf(header.PayloadType)!.RtpClockRate != stream.ClockRate
        || _clock.SampleAt(arrivalNs - MayWaitBehindNs) <= stream.PositionOf(stream.TicksOf(header.Timestamp));

    // Plays what waits before this number, each after its gap, until the number has its turn; answers what is missing
    // right before it.
    private int CatchUp(LegStream stream, SequenceNumber number, LegFormats formats)
    {
        int missing = stream.Window.GiveUp(number);
        while (stream.Window.OrderOf(number) != WindowOrder.Next)
        {
            PlayWaiting(stream, missing, formats);
            missing = stream.Window.GiveUp(number);
        }

        return missing;
    }

    private void PlayAll(LegStream stream, LegFormats formats)
    {
        while (!stream.Window.IsEmpty)
            PlayWaiting(stream, stream.Window.GiveUp(), formats);
    }

    private void PlayWaiting(LegStream stream, int missing, LegFormats formats)
    {
        while (stream.Window.TryTake(out ReadOnlySpan<byte> packet, out long arrivalNs))
        {
            if (!RtpHeader.TryParse(packet, out RtpHeader header, out _) || formats.UseOf(header.PayloadType) != PayloadUse.Audio)
                continue;
            if (IsPlayable(header, formats))
                Play(stream, header, arrivalNs, missing, formats);
            missing = 0;
        }
    }

    private Placement Play(LegStream stream, in RtpHeader header, long arrivalNs, int missing, LegFormats formats)
    {
        AudioDecoder decoder = formats.DecoderOf(header.PayloadType, stream.Place, stream.Ssrc);
        if (decoder.RtpClockRate != stream.ClockRate)
        {
            SettleAll();
            stream.ChangeClock(decoder.RtpClockRate);
        }

        if (decoder != stream.Decoder)
            Impairment = formats.ImpairmentOf(header.PayloadType);
        if (arrivalNs >= stream.SettleAtNs)
            Settle(stream);
        long ticks = stream.TicksOf(header.Timestamp);
        long position = Place(stream, ticks, header.Marker, missing, arrivalNs);
        stream.Observe(header.Timestamp, ticks, arrivalNs);
        long samples = (long)decoder.CountSamples(header.Payload) * _clock.SampleRate / decoder.SampleRate;
        if (position + samples <= _ring.Start || position + samples > _ring.End)
            return Late();

        long gap = position - stream.End;
        if (gap != 0 || decoder != stream.Decoder)
            position = Bridge(stream, decoder, position, gap, missing);
        bool mixes = _placedBy is { } other && other != stream && position < _placedEnd;
        _writer.Write(stream, decoder, header.Payload, position, mixes);
        _placedEnd = Math.Max(_placedEnd, stream.End);
        _placedBy = stream;
        if (_streams[1] is not null)
            KeepOthersInPlace(stream);
        return Placement.Placed;
    }

    // Counted here, because a packet that waited is judged when its turn comes.
    private Placement Late()
    {
        LatePackets++;
        _scratch.Counters.LatePackets++;
        return Placement.Late;
    }

    private long Place(LegStream stream, long ticks, bool marker, int missing, long arrivalNs)
    {
        long arrived = _clock.SampleAt(arrivalNs);
        if (stream.IsAnchored)
        {
            long position = stream.PositionOf(ticks);
            if (!IsJump(stream, position, position - arrived, marker, missing, arrivalNs))
                return position;
        }

        SettleAll();
        bool carriesOn = stream.Decoder is not null && missing == 0 && !marker
            && stream.End <= arrived && stream.End >= _clock.SampleAt(arrivalNs - CarryOnNs);
        long anchor = carriesOn
            ? stream.End
            : Math.Max(arrived, Math.Min(_placedEnd, arrived + _overhangSamples));
        stream.Anchor(ticks, anchor, arrivalNs, _placedEnd);
        Epochs++;
        return anchor;
    }

    private bool IsJump(
        LegStream stream, long position, long aheadSamples, bool marker, int missing, long arrivalNs)
    {
        if (aheadSamples > _jumpSamples)
            return !IsFirstBurst(stream, position, aheadSamples, missing);
        if (aheadSamples < -_longJumpSamples)
            return true;
        if (aheadSamples >= -_jumpSamples)
        {
            stream.BehindSinceNs = null;
            return aheadSamples > _clock.SamplesIn(PauseJumpNs) && missing == 0 && !stream.IsSettling
                && position - stream.End > _clock.SamplesIn(PauseNs);
        }

        stream.BehindSinceNs ??= arrivalNs;
        bool stoodStill = marker && position - stream.End < _clock.SamplesIn(StandstillNs);
        return stoodStill || arrivalNs - stream.BehindSinceNs >= JumpNs;
    }

    // The network held up the first packets and then lets go of all of them, or the sender is a file that is sent in pieces:
    // RTP time goes on, and only the anchor is wrong, which settles. As far as the window surely reaches.
    private bool IsFirstBurst(LegStream stream, long position, long aheadSamples, int missing) =>
        stream.IsSettling && position - stream.End <= (long)missing * stream.LastSamples + 1
        && aheadSamples <= _jumpSamples + _maxPacketSamples - stream.LastSamples;

    // Conceals what was lost in a gap. Where silence is left, the clock is set right in it, and nobody hears.
    private long Bridge(LegStream stream, AudioDecoder decoder, long position, long gap, int missing)
    {
        long lost = Math.Min(gap, (long)missing * stream.LastSamples);
        if (lost > 0 && _placedEnd <= stream.End)
            _writer.Conceal(stream, stream.End, lost);
        else if (Math.Abs(gap) > 1 || stream.Decoder?.SampleRate != decoder.SampleRate)
            _writer.EndRun(stream);
        long step = Math.Max(stream.OffSamples, lost - gap);
        if (gap <= lost || step == 0)
            return position;
        stream.Shift(step);
        return position + step;
    }

    // The first packets of an anchor get their final place, as far as nothing else lies there and they are in memory.
    private void Settle(LegStream stream)
    {
        long off = stream.Settle();
        long from = stream.SettleFrom;
        if (off == 0 || from < _ring.Start)
            return;
        // Before the recording there is nothing to spare: what was spoken then falls out of it.
        long floor = Math.Max(Math.Min(stream.SettleFloor, from), _ring.Start);
        long to = floor == 0 ? from + off : Math.Max(from + off, floor);
        if (to == from)
            return;
        _ring.Move(from, (int)(stream.End - from), to - from);
        bool isLast = _placedEnd == stream.End;
        stream.MoveBy(to - from);
        if (isLast)
            _placedEnd = stream.End;
    }

    // A new anchor comes to lie behind what is there, which cannot be moved any more then.
    private void SettleAll()
    {
        foreach (LegStream? stream in _streams)
        {
            if (stream is { IsSettling: true })
                Settle(stream);
        }
    }

    // Audio of one sender among the first packets of another: they are one sound now, and are not moved apart.
    private void KeepOthersInPlace(LegStream writing)
    {
        foreach (LegStream? stream in _streams)
        {
            if (stream is { IsSettling: true } && stream != writing && writing.End > stream.SettleFrom)
                stream.Settle();
        }
    }

    private LegStream Find(Ssrc ssrc, LegFormats formats)
    {
        int oldest = 0;
        for (int i = 0; i < _streams.Length; i++)
        {
            if (_streams[i] is not { } stream)
                return _current = _streams[i] = new LegStream(ssrc, i, _clock, _scratch.Packets);
            if (stream.Ssrc == ssrc)
                return _current = stream;
            if (stream.LastArrivalNs < _streams[oldest]!.LastArrivalNs)
                oldest = i;
        }

        LegStream leaving = _streams[oldest]!;
        _scratch.Counters.ReplacedSenders++;
        PlayAll(leaving, formats);
        leaving.Window.Clear();
        _retired = _retired.Plus(leaving.Statistics);
        return _current = _streams[oldest] = new LegStream(ssrc, oldest, _clock, _scratch.Packets);
    }
}
