using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Gates;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Recording.Workers;
using MediaRecorder.Rtp.Packets;

[assembly: InternalsVisibleTo("MediaRecorder.Recording.Tests")]

namespace MediaRecorder.Recording;

/// <summary>
/// One recording: packets and commands in, frames and index out, driven by the time it is given. Owner: the
/// RecordingWorker.
/// <code>
/// phase    | what happens in it                                            | leaves by
/// ---------+---------------------------------------------------------------+---------------------------------
/// Waiting  | the last 600 ms of audio are in memory, nothing is written     | StartRecording; Close forgets it
/// Writing  | what is older than 600 ms is gated and written                 | StopRecording or Close, when due
/// Ended    | the rest was written; packets and actions are ignored          | –
/// </code>
/// </summary>
internal sealed class Recording
{
    /// <summary>Samples per second of every recording for now.</summary>
    public const int SampleRate = 8000;

    /// <summary>
    /// With the hold-back of 600 ms and a late poll this stays under a second of loss at a kill (B-09).
    /// </summary>
    public const long FlushPeriodNs = 320_000_000;

    // What lies together in every timeline: they all wrap at the same positions.
    private const int WindowSamples = SampleRate * SampleRing.CapacityMs / 1000;

    // Recordings that start together flush in different polls.
    private const int FlushSlots = 16;
    private const long FlushSlotNs = FlushPeriodNs / FlushSlots;
    private const string LostCause = "no-memory";

    private static readonly short[] Silence = new short[WindowSamples];

    private readonly RecordingServices _services;
    private readonly RecordingClock _clock;
    private readonly ImmutableArray<RecordedLeg> _roles;
    private readonly RecordingLeg?[] _channels = new RecordingLeg?[StereoLayout.ChannelCount];
    private readonly RecordingIndex _index;
    private RecordingPhase _phase = RecordingPhase.Waiting;
    private RecordingFile? _file;
    private FrameFeed? _feed;
    private long _frontier;
    private long _startSample;
    private long _stopNs = long.MaxValue;
    private long _endSample = long.MaxValue;
    private EndCause _endCause;
    private long _nextFlushNs;
    private bool _isLosing;

    public Recording(OpenRecording command, RecordingServices services)
    {
        Id = command.Recording;
        Identity = command.Identity;
        _services = services;
        _clock = new RecordingClock(command.OriginNs, SampleRate);
        _index = new RecordingIndex(services.Disk, SampleRate);
        _roles = command.Legs;
        foreach (RecordedLeg leg in command.Legs)
        {
            // The first leg of a role has its channel; a second one, or another role, has no place in this layout.
            int channel = StereoLayout.IndexOf(leg.Role);
            if (channel >= 0)
                _channels[channel] ??= new RecordingLeg(Id, leg, _clock, services.KeyPresses);
        }

        _nextFlushNs = command.OriginNs + (uint)Id.GetHashCode() % FlushSlots * FlushSlotNs;
    }

    private enum RecordingPhase
    {
        Waiting,
        Writing,
        Ended,
    }

    public RecordingId Id { get; }

    public RecordingIdentity Identity { get; }

    /// <summary>All legs, also those that the layout has no place for.</summary>
    public ImmutableArray<RecordedLeg> Legs => _roles;

    public bool IsWriting => _phase == RecordingPhase.Writing;

    public bool HasEnded => _phase == RecordingPhase.Ended;

    /// <summary>The call is gone; the worker forgets the recording once it has ended.</summary>
    public bool IsClosed { get; set; }

    public bool IsPaused => IsWriting && _index.IsPaused;

    /// <summary>The leg as far as it is recorded; null when the layout has no place for it.</summary>
    public RecordingLeg? Find(LegId id)
    {
        foreach (RecordingLeg? leg in _channels)
        {
            if (leg is not null && leg.Id == id)
                return leg;
        }

        return null;
    }

    /// <summary>Takes one RTP packet of a leg.</summary>
    public void Receive(RecordingLeg leg, in RtpHeader header, long arrivalNs)
    {
        if (HasEnded)
            return;

        // Only after a poll that came late: what has waited in the ring is as old as its arrival says.
        if (!leg.Timeline.Fits(arrivalNs))
            WriteUpTo(_clock.SampleAt(arrivalNs - Gate.HoldBackNs));

        switch (leg.Receive(header, arrivalNs))
        {
            case Placement.Late:
                _services.Counters.LatePackets++;
                break;
            case Placement.Duplicate:
                _services.Counters.DuplicatePackets++;
                break;
        }
    }

    public void SetFormats(LegId id, LegFormats formats) => Find(id)?.SetFormats(formats);

    /// <summary>Not after the end: the index was given away with the file.</summary>
    public void Note(Cue cue)
    {
        if (!HasEnded)
            _index.Note(cue);
    }

    /// <summary>Not after the end, as for cues.</summary>
    public void Tag(string name, string value)
    {
        if (!HasEnded)
            _index.Tag(name, value);
    }

    /// <summary>Carries out one step of the policy. What is asked for a time already written holds from the first
    /// position that is not, in the audio and in the index alike.</summary>
    public void Apply(ImmutableArray<RecordingAction> actions)
    {
        foreach (RecordingAction action in actions)
        {
            if (HasEnded)
                return;
            switch (action)
            {
                case StartRecording start:
                    Start(start.FromNs);
                    break;
                case SetCapture capture:
                    SetCapture(capture);
                    break;
                case MuteSpan mute:
                    Find(mute.Leg)?.Gate.Mute(_clock.SampleAt(mute.FromNs), _clock.SampleAtOrAfter(mute.ToNs));
                    break;
                case OpenSegment open:
                    _index.Open(
                        open.Kind, InFile(EdgeOf(open.Kind, open.FromNs, opens: true)), open.Cause, RoleOf(open.By));
                    break;
                case CloseSegment close:
                    _index.Close(close.Kind, InFile(EdgeOf(close.Kind, close.ToNs, opens: false)));
                    break;
                case StopRecording stop:
                    Stop(stop.AtNs, stop.Cause);
                    break;
            }
        }
    }

    /// <summary>The call is gone. Ends a running file at this time unless it was stopped before; forgets one that never
    /// began.</summary>
    public void Close(long atNs)
    {
        if (_phase == RecordingPhase.Waiting)
            _phase = RecordingPhase.Ended;
        else
            Stop(Math.Min(atNs, _stopNs), _stopNs == long.MaxValue ? EndCause.Shutdown : _endCause);
    }

    /// <summary>Writes what is due by now.</summary>
    public void Advance(long nowNs)
    {
        if (HasEnded)
            return;
        foreach (RecordingLeg? leg in _channels)
            leg?.ReleaseSilentKey(nowNs);

        if (nowNs >= _stopNs)
        {
            WriteUpTo(_endSample);
            Finish();
            return;
        }

        WriteUpTo(_clock.SampleAt(nowNs - Gate.HoldBackNs));
        if (nowNs < _nextFlushNs)
            return;
        _feed?.Flush();
        _nextFlushNs += ((nowNs - _nextFlushNs) / FlushPeriodNs + 1) * FlushPeriodNs;
    }

    /// <summary>Ends the recording after a fault of its own: nothing of it is used any more.</summary>
    public void Abandon()
    {
        _phase = RecordingPhase.Ended;
        _feed?.Flush();
        if (_file is not null)
            _services.Disk.Post(new DiskJob(DiskJobKind.Abandon, _file));
    }

    private void Start(long fromNs)
    {
        if (_phase != RecordingPhase.Waiting)
            return;
        _phase = RecordingPhase.Writing;
        _startSample = Math.Max(0, _clock.SampleAtOrAfter(fromNs));
        DateTimeOffset startedAt = UtcOf(_startSample);
        _file = new RecordingFile(_services.Folders, Id, Identity.CallReference, startedAt);
        _feed = new FrameFeed(_services.Disk, _file);
        _services.Metrics.Expected();
        _index.Start(_file, CreateSidecar(), _clock.NsAt(_startSample));
    }

    private void Stop(long atNs, EndCause cause)
    {
        if (_phase != RecordingPhase.Writing)
            return;
        _stopNs = atNs;
        _endCause = cause;
        _endSample = Math.Max(_startSample, _clock.SampleAt(atNs));
    }

    private void SetCapture(SetCapture capture)
    {
        if (Find(capture.Leg) is not { } leg)
            return;
        if (capture.Capture)
            leg.Gate.Open(_clock.SampleAtOrAfter(capture.FromNs));
        else
            leg.Gate.Shut(_clock.SampleAt(capture.FromNs));
    }

    // Silent segments are rounded outwards and talk inwards, exactly as the gate rounds, and not before what is
    // written.
    private long EdgeOf(SegmentKind kind, long ns, bool opens)
    {
        bool capturing = (kind == SegmentKind.Talk) == opens;
        long sample = capturing ? _clock.SampleAtOrAfter(ns) : _clock.SampleAt(ns);
        return Math.Max(sample, _frontier);
    }

    private long InFile(long sample) => Math.Max(0, sample - _startSample);

    private void WriteUpTo(long target)
    {
        if (_phase == RecordingPhase.Waiting)
        {
            Skip(target - _frontier);
            return;
        }

        Skip(Math.Min(target, _startSample) - _frontier);
        target = Math.Min(target, _endSample);
        while (_frontier < target)
        {
            long audioOffset = (_frontier - _startSample) * StereoLayout.BytesPerFrame;
            if (!_feed!.TryReserve(audioOffset, out Span<byte> room))
            {
                Lose(target);
                return;
            }

            if (_isLosing)
                EndLoss();
            int count = (int)Math.Min(target - _frontier, room.Length / StereoLayout.BytesPerFrame);
            count = Math.Min(count, WindowSamples - (int)(_frontier % WindowSamples));
            StereoLayout.Interleave(Gated(_channels[0], count), Gated(_channels[1], count), room);
            _feed.Commit(count * StereoLayout.BytesPerFrame);
            _channels[0]?.Timeline.Consume(count);
            _channels[1]?.Timeline.Consume(count);
            _frontier += count;
        }
    }

    private static ReadOnlySpan<short> Gated(RecordingLeg? leg, int count)
    {
        if (leg is null)
            return Silence.AsSpan(0, count);
        if (leg.Timeline.IsSilent)
        {
            leg.Gate.MoveTo(leg.Gate.Frontier + count);
            return Silence.AsSpan(0, count);
        }

        Span<short> pcm = leg.Timeline.Peek(count);
        leg.Gate.Apply(pcm, (short)0);
        return pcm;
    }

    // The clock goes on; the file has a hole there, which reads as silence.
    private void Lose(long target)
    {
        if (!_isLosing)
        {
            _isLosing = true;
            _services.Counters.DroppedBlocks++;
            _index.Open(SegmentKind.Gap, InFile(_frontier), LostCause, by: null);
        }

        Skip(target - _frontier);
    }

    private void EndLoss()
    {
        _isLosing = false;
        _index.Close(SegmentKind.Gap, InFile(_frontier));
    }

    private void Skip(long count)
    {
        if (count <= 0)
            return;
        _frontier += count;
        foreach (RecordingLeg? leg in _channels)
        {
            leg?.Timeline.Consume(count);
            leg?.Gate.MoveTo(_frontier);
        }
    }

    private void Finish()
    {
        _phase = RecordingPhase.Ended;
        _feed!.Flush();
        long samples = _endSample - _startSample;
        Sidecar sidecar = CreateSidecar();
        sidecar.EndedAt = UtcOf(_endSample);
        sidecar.Seconds = (double)samples / SampleRate;
        sidecar.EndCause = JsonNamingPolicy.CamelCase.ConvertName(_endCause.ToString());
        foreach (RecordingLeg? leg in _channels)
        {
            if (leg is not null)
                sidecar.Quality.Add(QualityOf(leg, samples));
        }

        _index.Complete(sidecar, samples);
        _services.Disk.Post(new DiskJob(DiskJobKind.Finish, _file!) { Sidecar = sidecar, Samples = samples });
    }

    private Sidecar CreateSidecar()
    {
        var sidecar = new Sidecar
        {
            Recording = Id.ToString(),
            CallReference = Identity.CallReference,
            SipCallId = Identity.SipCallId,
            Trunk = Identity.Trunk,
            Direction = Identity.Direction,
            Caller = Identity.Caller,
            Callee = Identity.Callee,
            StartedAt = UtcOf(_startSample),
            EndedAt = UtcOf(_startSample),
            Format = new SidecarFormat { SampleRate = SampleRate },
        };
        ReadOnlySpan<LegRole> roles = [LegRole.Customer, LegRole.Agent];
        for (int i = 0; i < _channels.Length; i++)
        {
            sidecar.Format.Channels.Add(
                new SidecarChannel(i, RecordingIndex.RoleName(roles[i]), _channels[i]?.Id.Value));
        }

        return sidecar;
    }

    private static SidecarLegQuality QualityOf(RecordingLeg leg, long samples)
    {
        LegTimeline timeline = leg.Timeline;
        LegCounts counts = timeline.Counts;
        long silentSamples = Math.Max(0, samples - timeline.PlacedSamples);
        return new SidecarLegQuality(
            leg.Id.Value,
            RecordingIndex.RoleName(leg.Role),
            counts.Received,
            counts.Lost,
            counts.Late,
            counts.Duplicated,
            counts.Reordered,
            timeline.Epochs,
            silentSamples * 1000 / SampleRate);
    }

    // Through ticks: the sum of seconds as a double would lose the last microseconds of a long call.
    private DateTimeOffset UtcOf(long sample) =>
        Identity.OriginUtc.AddTicks(sample * (TimeSpan.TicksPerSecond / SampleRate));

    private LegRole? RoleOf(LegId? id)
    {
        foreach (RecordedLeg leg in _roles)
        {
            if (leg.Leg == id)
                return leg.Role;
        }

        return null;
    }
}
