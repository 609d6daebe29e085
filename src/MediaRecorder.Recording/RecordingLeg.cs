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
    private LegFormats _formats = LegFormats.CreateStatic();

    public RecordingLeg(RecordingId recording, RecordedLeg leg, RecordingClock clock, Mailbox<KeyPress> keyPresses)
    {
        Id = leg.Leg;
        Role = leg.Role;
        _keys = new LegKeys(recording, leg.Leg, clock, keyPresses);
        Timeline = new LegTimeline(clock, WavEncoding.Pcm16, _keys);
    }

    public LegId Id { get; }

    public LegRole Role { get; }

    public LegTimeline Timeline { get; }

    public Gate Gate { get; } = new();

    public void SetFormats(LegFormats formats)
    {
        _formats = formats;
        _keys.SetFormats(formats);
    }

    public Placement Receive(in RtpHeader header, long arrivalNs)
    {
        Placement placement = Timeline.Receive(header, arrivalNs, _formats);
        if (placement == Placement.Event)
            _keys.Receive(header, arrivalNs, _formats.EventClockRateOf(header.PayloadType), Timeline);
        return placement;
    }

    /// <summary>Lets go a key whose packets stopped coming.</summary>
    public void ReleaseSilentKey(long nowNs) => _keys.ReleaseSilent(nowNs);
}
