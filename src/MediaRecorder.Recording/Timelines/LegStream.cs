using MediaRecorder.Audio.Codecs;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Reordering;
using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Recording.Timelines;

/// <summary>One sender on a leg, and where its RTP time stands on the recording's clock.</summary>
/// <remarks>
/// RTP ticks are 64 bits wide from the first timestamp on. A position is that of the anchor and the ticks since it; the
/// fit says where it ought to be, and the difference is what the writer takes back little by little.
/// </remarks>
internal sealed class LegStream(Ssrc ssrc, int place, RecordingClock clock, PacketPool packets)
{
    /// <summary>How long the first packets after a new anchor are listened to before they get their final place. All of
    /// them are still in memory then, even when the polls come 200 ms late: the hold-back is 600 ms.</summary>
    public const long SettleNs = 400_000_000;

    /// <summary>What a packet reads of it, about: all.</summary>
    public const int HotBytes = 256;

    // How often the place is compared with the fit: four times a second at the longest.
    private const int ChecksPerSecond = 4;

    // As parts of a second: 5 ms off is taken back in silence, 8 ms at once, until it is less than 1 ms. The promise is 10 ms,
    // and nothing else should move what was said.
    private const int NoticedOffPart = 200;
    private const int UrgentOffPart = 125;
    private const int LeastOffPart = 1000;

    private RtpTimestamp _lastTimestamp;
    private long _lastTicks;
    private bool _hasTicks;
    private long _anchorTicks;
    private long _anchorSample;
    private long _checkedTicks;
    private long _offSamples;
    private bool _isCorrecting;
    private StreamConverter? _otherConverter;

    public Ssrc Ssrc { get; } = ssrc;

    /// <summary>Among the leg's senders, from 0: it outlives the sender.</summary>
    public int Place { get; } = place;

    public ReceiverStatistics Statistics { get; } = new(clock.SampleRate);

    public ReorderWindow Window { get; } = new(packets);

    public ArrivalFit Fit { get; } = new();

    /// <summary>What its sender reports say; null before the first.</summary>
    public SenderClock? Reports { get; private set; }

    /// <summary>RTP ticks per second.</summary>
    public int ClockRate { get; private set; } = clock.SampleRate;

    public bool IsAnchored { get; private set; }

    /// <summary>The position after what was placed last.</summary>
    public long End { get; private set; }

    /// <summary>The decoder of what was placed last, which knows how to go on, and the samples that were in it at the
    /// recording's rate.</summary>
    public AudioDecoder? Decoder { get; private set; }

    public int LastSamples { get; private set; }

    /// <summary>Null while the decoder writes at the recording's rate.</summary>
    public StreamConverter? Converter { get; private set; }

    /// <summary>
    /// Arrival of the first of an unbroken row of packets behind their time; null when they are in time.
    /// </summary>
    public long? BehindSinceNs { get; set; }

    /// <summary>Arrival of the last packet: the stream idle for longest gives up its place to a new SSRC.</summary>
    public long LastArrivalNs { get; set; }

    /// <summary>Arrival from which on the first packets get their final place; long.MaxValue when they have it.</summary>
    public long SettleAtNs { get; private set; } = long.MaxValue;

    public bool IsSettling => SettleAtNs != long.MaxValue;

    /// <summary>Where the anchor's first sample lies, and the position it must not be moved before.</summary>
    public long SettleFrom { get; private set; }

    public long SettleFloor { get; private set; }

    /// <summary>Samples to be taken back: positive when the place ought to be later.</summary>
    public long OffSamples => _isCorrecting ? _offSamples : 0;

    /// <summary>So far off that it does not wait for silence.</summary>
    public bool IsUrgent { get; private set; }

    public long TicksOf(RtpTimestamp timestamp) => _hasTicks ? _lastTicks + timestamp.Distance(_lastTimestamp) : 0;

    /// <summary>Where ticks lie. Only when anchored.</summary>
    public long PositionOf(long ticks)
    {
        long since = ticks - _anchorTicks;
        return _anchorSample
            + (ClockRate == clock.SampleRate ? since : (long)Math.Floor((double)since * clock.SampleRate / ClockRate));
    }

    /// <summary>The codec changed to one of another RTP clock: RTP time begins anew (RFC 7160 §4.1).</summary>
    public void ChangeClock(int rate)
    {
        ClockRate = rate;
        _hasTicks = false;
        LoseAnchor();
    }

    public void LoseAnchor() => IsAnchored = false;

    /// <param name="floor">The position before which it must not be moved when it settles.</param>
    public void Anchor(long ticks, long position, long arrivalNs, long floor)
    {
        _anchorTicks = ticks;
        _anchorSample = position;
        _checkedTicks = ticks;
        Take(0);
        IsAnchored = true;
        BehindSinceNs = null;
        End = position;
        Fit.Restart();
        Reports?.Restart();
        SettleAtNs = arrivalNs + SettleNs;
        SettleFrom = position;
        SettleFloor = floor;
    }

    /// <summary>Takes an audio packet in its order; the anchor is set.</summary>
    public void Observe(RtpTimestamp timestamp, long ticks, long arrivalNs)
    {
        if (!_hasTicks || ticks > _lastTicks)
        {
            _lastTicks = ticks;
            _lastTimestamp = timestamp;
            _hasTicks = true;
        }

        Fit.Observe(MediaNs(ticks), arrivalNs);
        if (ticks - _checkedTicks < ClockRate / ChecksPerSecond || IsSettling)
            return;
        _checkedTicks = ticks;
        Check(ticks);
    }

    /// <summary>The samples by which the first packets lie wrong; what is not moved now is taken back later.</summary>
    public long Settle()
    {
        SettleAtNs = long.MaxValue;
        _checkedTicks = _anchorTicks;
        long off = FittedPositionOf(_anchorTicks) - _anchorSample;
        Take(off);
        return off;
    }

    /// <summary>The place of everything from now on is later by this.</summary>
    public void Shift(long samples)
    {
        _anchorSample += samples;
        Take(_offSamples - samples);
    }

    /// <summary>The converter for a decoder's rate; another one than before begins anew. The last two are kept, for a
    /// sender that goes back and forth.</summary>
    public StreamConverter ConvertFrom(int rate)
    {
        if (Converter?.FromRate == rate)
            return Converter;
        (Converter, _otherConverter) = (_otherConverter, Converter);
        if (Converter?.FromRate != rate)
            Converter = new StreamConverter(rate, clock.SampleRate);
        else
            Converter.Begin();
        return Converter;
    }

    /// <summary>The decoder is gone with its SDP: what it said last cannot be continued by it.</summary>
    public void ForgetDecoder() => Decoder = null;

    public void Placed(long end, AudioDecoder decoder, int samples)
    {
        End = Math.Max(End, end);
        Decoder = decoder;
        LastSamples = samples;
    }

    /// <summary>All that was placed since the anchor lies later by this, and what comes.</summary>
    public void MoveBy(long samples)
    {
        Shift(samples);
        End += samples;
        if (Converter is not null)
            Converter.WrittenEnd += samples;
    }

    /// <summary>Takes a sender report; only once there was audio, which says how fast RTP time goes.</summary>
    public void Receive(in RtcpSenderReport report)
    {
        if (!_hasTicks)
            return;
        Reports ??= new SenderClock();
        Reports.Receive(report.Ntp, MediaNs(TicksOf(report.RtpTimestamp)));
        Fit.ReportedSlope = Reports.Slope;
    }

    private void Check(long ticks) => Take(FittedPositionOf(ticks) - PositionOf(ticks));

    // Once begun it goes on until it is right.
    private void Take(long offSamples)
    {
        _offSamples = offSamples;
        long off = Math.Abs(offSamples);
        bool isRight = off * LeastOffPart < clock.SampleRate;
        _isCorrecting = !isRight && (_isCorrecting || off * NoticedOffPart >= clock.SampleRate);
        IsUrgent = !isRight && (IsUrgent || off * UrgentOffPart >= clock.SampleRate);
    }

    private long FittedPositionOf(long ticks)
    {
        long mediaNs = MediaNs(ticks);
        return clock.SampleAt(mediaNs + Fit.DelayNsAt(mediaNs));
    }

    private long MediaNs(long ticks)
    {
        (long seconds, long rest) = Math.DivRem(ticks, ClockRate);
        return seconds * 1_000_000_000 + rest * 1_000_000_000 / ClockRate;
    }
}
