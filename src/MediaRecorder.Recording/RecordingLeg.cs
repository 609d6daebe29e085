using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Buffers;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Gates;
using MediaRecorder.Recording.Keys;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Recording;

/// <summary>One leg inside a recording: timeline, gate, formats and keys. Owner: the RecordingWorker.</summary>
internal sealed class RecordingLeg
{
    private readonly LegKeys _keys;

    public RecordingLeg(RecordingId recording, RecordedLeg leg, RecordingClock clock, Mailbox<KeyPress> keyPresses)
    {
        Id = leg.Leg;
        Role = leg.Role;
        _keys = new LegKeys(recording, leg.Leg, clock, keyPresses);
        Begin(clock, WavEncoding.Pcm16, 0);
    }

    public LegId Id { get; }

    public LegRole Role { get; }

    public LegTimeline Timeline { get; private set; }

    public Gate Gate { get; private set; }

    public LegFormats Formats { get; private set; } = LegFormats.CreateStatic();

    /// <summary>Begins anew with nothing in memory: the rate or the encoding of the file to come has changed, or the leg
    /// joins when a part is written.</summary>
    /// <param name="frontier">The first position that is not written.</param>
    [MemberNotNull(nameof(Timeline), nameof(Gate))]
    public void Begin(RecordingClock clock, WavEncoding encoding, long frontier)
    {
        _keys.Clock = clock;
        Timeline = new LegTimeline(clock, encoding, _keys);
        Timeline.Consume(frontier);
        Gate = new Gate();
        Gate.MoveTo(frontier);
    }

    // A table is read at once: one that is missing is a fault that must show here, not at the next packet.
    public void SetFormats(LegFormats formats)
    {
        ArgumentNullException.ThrowIfNull(formats);
        Formats = formats;
        _keys.SetFormats(formats);
    }

    public Placement Receive(in RtpHeader header, long arrivalNs)
    {
        Placement placement = Timeline.Receive(header, arrivalNs, Formats);
        if (placement == Placement.Event)
            _keys.Receive(header, arrivalNs, Formats.EventClockRateOf(header.PayloadType), Timeline);
        return placement;
    }

    /// <summary>Lets go a key whose packets stopped coming.</summary>
    public void ReleaseSilentKey(long nowNs) => _keys.ReleaseSilent(nowNs);
}
