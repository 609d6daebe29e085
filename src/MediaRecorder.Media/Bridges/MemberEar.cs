using MediaRecorder.Audio.Concealment;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Reordering;

namespace MediaRecorder.Media.Bridges;

/// <summary>
/// What a bridge hears of one member: packets at their arrival, speech on the bridge's clock. Owner: the bridge's MediaWorker.
/// <code>
/// a packet, and its slack (how long before its turn)   what is done
/// its time is past, its place is not                   its turn comes now: all that follows is played later by as much
/// its place was given up                               dropped, counted as late
/// the least slack of 2 s is not 10 ms                  played slower or faster by 100 ppm for each ms, at most 1000 ppm
/// the least slack of 2 s is over 40 ms                 a quiet packet is left out
/// over 200 ms                                          what waits is left out but for the last 40 ms
/// </code>
/// A sender's clock that is off by up to 900 ppm is followed by the trim alone, and so is a network that swaps packets.
/// Missing sequence numbers are concealed; a pause in timestamps alone (DTX, keys) is silence.
/// </summary>
internal sealed class MemberEar : IDisposable
{
    /// <summary>Longer packets are not telephony; every buffer here is measured for them.</summary>
    public const int MaxPacketMs = 120;

    private const int FirstDelayMs = 40;
    private const int WantedSlackMs = 10;
    private const int MuchSlackMs = 40;
    private const int MaxSlackMs = 200;
    private const long SlackPeriodNs = 2_000_000_000;
    private const int TrimPpbPerMs = 100_000;
    private const int MaxTrimPpb = 1_000_000;
    private const int HighestCodecRate = 48_000;

    // A peak below this is not speech: −44 dBov.
    private const int QuietPeak = 200;

    // So many packets in a row whose turn is over are a sender that began anew.
    private const int RestartPackets = 4;

    // RFC 3389, by its static number; under a dynamic one it is as unknown as any other, and as silent.
    private const byte ComfortNoise = 13;

    private readonly EarCodec[] _codecs;
    private readonly Dictionary<byte, int> _eventClocks;
    private readonly TelephoneEventReceiver _keypad = new();
    private readonly ReorderWindow _window;
    private readonly short[] _decoded = new short[HighestCodecRate / 1000 * MaxPacketMs];
    private readonly short[] _gap = new short[HighestCodecRate / 1000 * Bridge.TickMs];
    private readonly short[] _history = new short[LossConcealment.HistorySamples(HighestCodecRate)];
    private readonly SpeechFifo _speech =
        new(Bridge.SampleRate / 1000 * (MaxPacketMs + (2 * Bridge.TickMs)));

    private EarCodec? _codec;
    private Ssrc? _source;
    private RtpTimestamp _next;
    private int _pendingSamples;
    private RtpTimestamp _pendingAt;
    private int _missing;
    private int _gapSamples;
    private int _historySamples;
    private bool _isPausing;
    private int _behind;
    private int _leastSlackMs = int.MaxValue;
    private int _excessMs;
    private long _slackPeriodEndNs;
    private long _listenedNs;
    private long _key = -1;

    /// <param name="pool">The worker's.</param>
    public MemberEar(IEnumerable<BridgeFormat> formats, PacketPool pool)
    {
        _window = new ReorderWindow(pool);
        var listed = formats.ToList();
        _codecs = [.. listed.Select(EarCodec.Create).OfType<EarCodec>()];
        _eventClocks = listed.Where(f => f.IsEvents).DistinctBy(f => f.PayloadType)
            .ToDictionary(f => f.PayloadType, f => Math.Max(1, f.ClockRate));
    }

    /// <summary>Takes a packet of this member as it came.</summary>
    public void Receive(ReadOnlySpan<byte> packet, BridgeMember member, KeyLog keys, ref BridgeCounters counters, long nowNs)
    {
        if (!RtpHeader.TryParse(packet, out var header, out _))
        {
            counters.UnmixablePackets++;
            return;
        }

        if (_source != header.Ssrc || _behind >= RestartPackets)
        {
            Restart(header);
        }

        var isEvent = _eventClocks.TryGetValue(header.PayloadType.Value, out var eventClock);
        if (isEvent)
        {
            Note(_keypad.Receive(header, eventClock, nowNs, out var edge), edge, member, keys);
        }

        var order = _window.OrderOf(header.SequenceNumber);
        if (order == WindowOrder.FarAhead)
        {
            Restart(header);
        }
        else if (order == WindowOrder.Behind)
        {
            _behind++;
            counters.LatePackets++;
            return;
        }

        _behind = 0;
        var codec = isEvent ? null : Find(header.PayloadType.Value);
        var isAudio = codec is not null && header.Payload.Length > 0
            && codec.Decoder.MaxSamples(header.Payload.Length) <= codec.Decoder.SampleRate / 1000 * MaxPacketMs;
        if (!isEvent && !isAudio && header.PayloadType.Value != ComfortNoise)
        {
            counters.UnmixablePackets++;
        }

        if (isAudio)
        {
            Time(header.Timestamp, codec!, ref counters, nowNs);
        }

        _window.TryHold(header, nowNs, isAudio);
    }

    /// <summary>The next 20 ms on the bridge's clock. False when they are silence, of whatever cause.</summary>
    public bool Listen(
        Span<short> frame, BridgeMember member, KeyLog keys, ref BridgeCounters counters, long nowNs)
    {
        Note(_keypad.OnDeadline(nowNs, out var edge), edge, member, keys);
        _listenedNs = nowNs;
        while (!_speech.TryRead(frame))
        {
            Produce(ref counters);
        }

        return frame.IndexOfAnyExcept((short)0) >= 0;
    }

    public void Dispose()
    {
        _window.Clear();
        foreach (var codec in _codecs)
        {
            codec.Dispose();
        }
    }

    private EarCodec? Find(byte payloadType)
    {
        foreach (var codec in _codecs)
        {
            if (codec.PayloadType == payloadType)
            {
                return codec;
            }
        }

        return null;
    }

    private void Restart(in RtpHeader header)
    {
        _window.Clear();
        _window.JumpTo(header.SequenceNumber);
        _source = header.Ssrc;
        _codec = null;
        _behind = 0;
        _pendingSamples = 0;
        _missing = 0;
        _gapSamples = 0;
        _historySamples = 0;
    }

    // Where this packet lies to what is played now.
    private void Time(RtpTimestamp at, EarCodec codec, ref BridgeCounters counters, long nowNs)
    {
        if (_codec != codec)
        {
            if (_codec is null)
            {
                _next = at.Plus(-codec.TicksOfMs(FirstDelayMs));
                _slackPeriodEndNs = nowNs + SlackPeriodNs;
                _leastSlackMs = int.MaxValue;
                _excessMs = 0;
            }
            else if (_codec.Decoder.RtpClockRate != codec.Decoder.RtpClockRate)
            {
                // RFC 7160 §4.1: what the new clock counts from is not known; it goes on where this packet is.
                _next = at;
            }

            _codec = codec;
            _historySamples = 0;
        }

        var ticks = at.Distance(_next);
        if (ticks < 0)
        {
            _next = at;
            ticks = 0;
            counters.DelayGrowths++;
        }

        // What is played goes on between two ticks, so that a sender whose packets slide past them has a slack without steps.
        var slackMs = ticks * 1000L / codec.Decoder.RtpClockRate
            + _speech.Count * 1000L / Bridge.SampleRate
            - (nowNs - _listenedNs) / 1_000_000;
        if (slackMs > MaxSlackMs)
        {
            _next = at.Plus(-codec.TicksOfMs(FirstDelayMs));
            _speech.Clear();
            slackMs = FirstDelayMs;
            counters.Skips++;
        }

        _leastSlackMs = (int)Math.Min(_leastSlackMs, slackMs);
        if (nowNs >= _slackPeriodEndNs)
        {
            FollowSender(codec);
            _slackPeriodEndNs = nowNs + SlackPeriodNs;
        }
    }

    private void FollowSender(EarCodec codec)
    {
        codec.ToBridge.TrimPpb =
            Math.Clamp((_leastSlackMs - WantedSlackMs) * TrimPpbPerMs, -MaxTrimPpb, MaxTrimPpb);
        _excessMs = _leastSlackMs > MuchSlackMs ? _leastSlackMs - WantedSlackMs : 0;
        _leastSlackMs = int.MaxValue;
    }

    private void Produce(ref BridgeCounters counters)
    {
        if (_codec is not { } codec)
        {
            _speech.WriteSilence(Bridge.TickSamples);
            return;
        }

        if (_pendingSamples == 0 && !TryDecodeNext(codec, ref counters))
        {
            // Nothing is there: perhaps late, perhaps lost, perhaps a sender that says nothing.
            FillGap(codec, codec.TicksOfMs(Bridge.TickMs), conceals: !_isPausing, ref counters);
            return;
        }

        var ahead = _pendingAt.Distance(_next);
        if (ahead > 0)
        {
            FillGap(codec, Math.Min(ahead, codec.TicksOfMs(Bridge.TickMs)), conceals: _missing > 0, ref counters);
            return;
        }

        var samples = _decoded.AsSpan(0, _pendingSamples);
        _pendingSamples = 0;
        _missing = 0;
        _next = _pendingAt.Plus(codec.TicksOf(samples.Length));
        if (IsOver(samples, codec))
        {
            return;
        }

        if (_gapSamples > 0)
        {
            LossConcealment.Join(History, _gapSamples, samples, codec.Decoder.SampleRate);
            _gapSamples = 0;
        }

        Remember(samples);
        Say(codec, samples);
    }

    // A quiet packet that may be left out, because more waits than is needed.
    private bool IsOver(ReadOnlySpan<short> samples, EarCodec codec)
    {
        var ms = samples.Length * 1000 / codec.Decoder.SampleRate;
        if (ms == 0 || _excessMs < ms || samples.IndexOfAnyExceptInRange((short)-QuietPeak, (short)QuietPeak) >= 0)
        {
            return false;
        }

        _excessMs -= ms;
        return true;
    }

    private bool TryDecodeNext(EarCodec codec, ref BridgeCounters counters)
    {
        while (!_window.IsEmpty)
        {
            if (!_window.TryTake(out var packet, out _))
            {
                var missing = _window.GiveUp();
                _missing += missing;
                counters.LostPackets += missing;
                continue;
            }

            // What is empty only fills its number: an event, comfort noise.
            if (packet.IsEmpty || !RtpHeader.TryParse(packet, out var header, out _)
                || Find(header.PayloadType.Value) is not { } its)
            {
                _isPausing = true;
                continue;
            }

            _isPausing = false;

            _pendingSamples = its.Decoder.Decode(header.Payload, _decoded);
            _pendingAt = header.Timestamp;
            var isPast = header.Timestamp.Plus(its.TicksOf(_pendingSamples)).Distance(_next) <= 0;
            if (its != codec || isPast)
            {
                // Before a change of codec, or before a skip: a decoder with a memory has heard it, and that is all.
                _pendingSamples = 0;
                continue;
            }

            if (_pendingSamples > 0)
            {
                return true;
            }
        }

        return false;
    }

    private void FillGap(EarCodec codec, int ticks, bool conceals, ref BridgeCounters counters)
    {
        _next = _next.Plus(ticks);
        var gap = _gap.AsSpan(0, Math.Max(1, codec.SamplesOf(ticks)));
        var rate = codec.Decoder.SampleRate;
        if (conceals && _gapSamples < LossConcealment.ReachSamples(rate) && _historySamples > 0)
        {
            if (!codec.Decoder.TryConceal(gap))
            {
                LossConcealment.Fill(History, gap, rate, _gapSamples);
            }

            _gapSamples += gap.Length;
            counters.ConcealedSamples += codec.ToBridge.MaxOutput(gap.Length);
        }
        else
        {
            gap.Clear();
        }

        Say(codec, gap);
    }

    private ReadOnlySpan<short> History => _history.AsSpan(_history.Length - _historySamples);

    private void Remember(ReadOnlySpan<short> samples)
    {
        var kept = samples.Length > _history.Length ? samples[^_history.Length..] : samples;
        _history.AsSpan(kept.Length).CopyTo(_history);
        kept.CopyTo(_history.AsSpan(_history.Length - kept.Length));
        _historySamples = Math.Min(_history.Length, _historySamples + kept.Length);
    }

    private void Say(EarCodec codec, ReadOnlySpan<short> samples) =>
        _speech.Wrote(codec.ToBridge.Resample(samples, _speech.Room));

    private void Note(bool any, DigitEvent edge, BridgeMember member, KeyLog keys)
    {
        for (; any; any = _keypad.TryTake(out edge))
        {
            if (edge.Edge == DigitEdge.Pressed && TelephoneEvent.TryGetCode(edge.Digit, out var code))
            {
                _key = keys.Begin(member, code);
            }
            else if (_key >= keys.Oldest)
            {
                ref var key = ref keys[_key];
                key.DurationMs = (edge.EndNs - edge.StartNs) / 1_000_000;
                key.IsReleased = true;
            }
        }
    }
}
