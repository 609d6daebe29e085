using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Buffers;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Gates;
using MediaRecorder.Recording.Keys;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Recording;

/// <summary>One leg inside a recording: timeline, gate, formats and keys. Owner: the RecordingWorker.</summary>
internal sealed class RecordingLeg
{
    /// <summary>What a poll reads of it, about: all.</summary>
    public const int HotBytes = 128;

    private readonly LegKeys _keys;
    private readonly TimelineScratch _scratch;
    private LegFormats? _formats;
    private LegCounts _beforeFile;

    /// <param name="encoding">Of the file, as far as it is known.</param>
    /// <param name="frontier">The first position that is not written.</param>
    public RecordingLeg(
        RecordingId recording,
        RecordedLeg leg,
        RecordingClock clock,
        WavEncoding encoding,
        long frontier,
        Mailbox<KeyPress> keyPresses,
        TimelineScratch scratch)
    {
        _scratch = scratch;
        Id = leg.Leg;
        Role = leg.Role;
        _keys = new LegKeys(recording, leg.Leg, clock, keyPresses);
        Begin(clock, encoding, frontier);
    }

    public LegId Id { get; }

    public LegRole Role { get; }

    public LegTimeline Timeline { get; private set; }

    public Gate Gate { get; private set; }

    /// <summary>What its SDP says; before any, a table that is made when a packet asks for it.</summary>
    public LegFormats Formats => _formats ??= LegFormats.CreateStatic();

    /// <summary>What its SDP says; null before any.</summary>
    public LegFormats? AgreedFormats => _formats;

    /// <summary>Begins anew with nothing in memory: the rate or the encoding of the file to come has changed.</summary>
    /// <param name="frontier">The first position that is not written.</param>
    [MemberNotNull(nameof(Timeline), nameof(Gate))]
    public void Begin(RecordingClock clock, WavEncoding encoding, long frontier)
    {
        _keys.Clock = clock;
        Timeline?.Release();
        Timeline = new LegTimeline(clock, encoding, _keys, _scratch);
        Timeline.Consume(frontier);
        Gate = new Gate();
        Gate.MoveTo(frontier);
        _keys.Gate = Gate;
    }

    /// <summary>Where its media tells of keys, it is silent from now on.</summary>
    public void SilenceKeys() => _keys.Silences = true;

    /// <summary>The file begins at this position: what came before is no part of its quality.</summary>
    public void BeginFile(long position) => _beforeFile = Timeline.CountsBefore(position);

    /// <inheritdoc cref="Recording.Foresee"/>
    public void Foresee(int step)
    {
        if (step == 1)
        {
            CacheHint.Prefetch(Timeline, LegTimeline.HotBytes);
            CacheHint.Prefetch(_keys, LegKeys.HotBytes);
        }
        else
        {
            Timeline.Foresee();
        }
    }

    /// <summary>Takes a new table, and its decoders with it. What waits was sent under the old one.</summary>
    public void SetFormats(LegFormats formats)
    {
        // A table is read at once: one that is missing is a fault that must show here, not at the next packet.
        ArgumentNullException.ThrowIfNull(formats);
        if (_formats is { } before)
        {
            Timeline.Flush(before);
            formats.TakeOver(before);
        }

        _formats = formats;
        _keys.SetFormats(formats);
        Timeline.ForgetDecoders(formats);
    }

    public void Receive(in RtpHeader header, long arrivalNs)
    {
        if (Timeline.Receive(header, arrivalNs, Formats) == Placement.Event)
            _keys.Receive(header, arrivalNs, Formats.EventClockRateOf(header.PayloadType), Timeline);
    }

    /// <summary>Takes a compound RTCP packet, of which a sender report is of use.</summary>
    public void ReceiveReport(ReadOnlySpan<byte> compound)
    {
        if (RtcpSenderReport.TryParse(compound, out RtcpSenderReport report, out _))
            Timeline.Receive(report);
    }

    /// <summary>Does what is due: lets go a key whose packets stopped coming, and gives up gaps.</summary>
    public void Advance(long nowNs)
    {
        _keys.ReleaseSilent(nowNs);
        Timeline.Advance(nowNs, Formats);
    }

    /// <summary>The end has come: what waits for an earlier packet waits no longer.</summary>
    public void End() => Timeline.End(Formats);

    /// <summary>Nothing comes any more: gives back what decoders and waiting packets hold.</summary>
    public void Release()
    {
        Timeline.Release();
        _formats?.Release();
    }

    /// <summary>How well it was received in a file of these samples.</summary>
    public SidecarLegQuality Quality(long samples)
    {
        LegCounts counts = Timeline.Counts.Since(_beforeFile);
        long expected = counts.Received - counts.Duplicated + counts.Lost;
        double? mos = Timeline.Impairment is { } codec && expected > 0
            ? Math.Round(VoiceQuality.Mos(100.0 * (counts.Lost + counts.Late) / expected, codec), 2)
            : null;
        return new SidecarLegQuality(
            Id.Value,
            RecordingIndex.RoleName(Role),
            counts.Received,
            counts.Lost,
            counts.Late,
            counts.Duplicated,
            counts.Reordered,
            counts.Epochs,
            MsOf(Math.Max(0, samples - counts.PlacedSamples)),
            MsOf(counts.ConcealedSamples),
            Math.Round(counts.MeanJitterMs, 1),
            Math.Round(counts.HighestJitterMs, 1),
            Math.Round(Timeline.DriftPpm, 1),
            mos);
    }

    private long MsOf(long samples) => samples * 1000 / _keys.Clock.SampleRate;
}
