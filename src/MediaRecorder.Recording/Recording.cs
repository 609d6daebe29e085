using System.Collections.Immutable;
using System.Runtime.CompilerServices;
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
[assembly: InternalsVisibleTo("MediaRecorder.Benchmarks")]

namespace MediaRecorder.Recording;

/// <summary>
/// One recording: packets and commands in, frames and index out, driven by the time it is given. Owner: the
/// RecordingWorker.
/// <code>
/// phase    | what happens in it                                            | leaves by
/// ---------+---------------------------------------------------------------+---------------------------------
/// Waiting  | the last 600 ms of audio are in memory, nothing is written     | StartRecording; Close forgets it
/// Writing  | each 300 ms what is older than 600 ms is gated and written     | StopRecording or Close, when due
/// Ended    | the rest was written; packets and actions are ignored          | –
/// </code>
/// </summary>
internal sealed class Recording
{
    /// <summary>Samples per second before any codec is agreed.</summary>
    public const int SampleRate = StoredFormat.LeastSampleRate;

    /// <summary>
    /// Between two writes. With the hold-back of 600 ms and a late poll this stays under a second of loss at a kill
    /// (B-09). Between them audio waits in its timeline, so that no recording keeps a block.
    /// </summary>
    public const long WritePeriodNs = 5 * RecordingWorker.PollPeriodNs;

    // Recordings that start together write in different polls.
    private const int WriteSlots = (int)(WritePeriodNs / RecordingWorker.PollPeriodNs);

    private const string LostCause = "no-memory";

    /// <summary>What a poll reads of it, about: all.</summary>
    public const int HotBytes = 256;

    private readonly RecordingServices _services;
    private readonly RecordingAudio _audio;
    private readonly List<RecordedLeg> _legs = [];
    private readonly RecordingIndex _index;

    // What was said of the gates before the file began, for the case that they are made anew.
    private readonly List<RecordingAction> _early = [];
    private RecordingPhase _phase = RecordingPhase.Waiting;
    private RecordingFile? _file;
    private long _startSample;
    private long _stopNs = long.MaxValue;
    private long _endSample = long.MaxValue;
    private EndCause _endCause;
    private long _nextWriteNs;
    private bool _isLosing;
    private bool _isPaused;

    public Recording(OpenRecording command, RecordingServices services)
    {
        Id = command.Recording;
        Identity = command.Identity;
        _services = services;
        _audio = new RecordingAudio(Id, command.Layout, command.OriginNs, services);
        _index = new RecordingIndex(services.Disk);
        foreach (RecordedLeg leg in command.Legs)
            Add(leg);
        _nextWriteNs = command.OriginNs + (uint)Id.GetHashCode() % WriteSlots * RecordingWorker.PollPeriodNs;
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
    public IReadOnlyList<RecordedLeg> Legs => _legs;

    public bool IsWriting => _phase == RecordingPhase.Writing;

    public bool HasEnded => _phase == RecordingPhase.Ended;

    // A field, because it is a mutable struct on the packet path.
    /// <summary>Its packets in the worker's batch.</summary>
    public PacketBatch.Chain Packets;

    /// <summary>The call is gone; the worker forgets the recording once it has ended.</summary>
    public bool IsClosed { get; set; }

    /// <summary>It has ended, and the worker brings it no packets any more.</summary>
    public bool IsLeft { get; set; }

    /// <summary>Asked at each poll, unlike the index.</summary>
    public bool IsPaused => IsWriting && _isPaused;

    private RecordingClock Clock => _audio.Clock;

    /// <summary>The leg as far as it is recorded; null when the layout has no place for it.</summary>
    public RecordingLeg? Find(LegId id) => _audio.Find(id);

    /// <summary>A further leg, at any time. False when there is one of its name already, or the limit is reached.</summary>
    public bool Add(RecordedLeg leg)
    {
        if (HasEnded || _legs.Count == LegSet.Capacity || _legs.Exists(known => known.Leg == leg.Leg))
            return false;
        _legs.Add(leg);
        SidecarLeg place = _audio.Add(leg, out SidecarChannel? opened);
        if (_file is not null)
            _index.Join(place, opened);
        return true;
    }

    /// <summary>Brings into the cache what the next step will lead to: a poll is near.</summary>
    /// <param name="step">0 and up; each some work of others after the one before.</param>
    public void Foresee(int step) => _audio.Foresee(step);

    /// <summary>Takes one RTP packet of a leg.</summary>
    public void Receive(RecordingLeg leg, in RtpHeader header, long arrivalNs)
    {
        if (HasEnded)
            return;

        // Only after a poll that came late: what has waited in the ring is as old as its arrival says.
        if (!leg.Timeline.Fits(arrivalNs))
        {
            foreach (RecordingLeg other in _audio.Legs)
                other.Advance(arrivalNs);
            WriteUpTo(Math.Max(WritableAt(arrivalNs), leg.Timeline.StartFor(arrivalNs + WritePeriodNs)));
        }

        leg.Receive(header, arrivalNs);
    }

    /// <summary>Takes one RTCP packet of a leg.</summary>
    public void ReceiveReport(RecordingLeg leg, ReadOnlySpan<byte> compound)
    {
        if (!HasEnded)
            leg.ReceiveReport(compound);
    }

    /// <summary>Until the file begins its format follows what the legs agree on.</summary>
    public void SetFormats(LegId id, LegFormats formats)
    {
        Find(id)?.SetFormats(formats);
        if (_phase == RecordingPhase.Waiting)
            Settle();
    }

    /// <summary>Not after the end: the index was given away with the file.</summary>
    public void Note(Cue cue)
    {
        if (HasEnded)
            return;
        _index.Note(cue);
        LegId? moved = cue switch { PartyJoined joined => joined.Leg, PartyLeft left => left.Leg, _ => null };
        for (int i = 0; moved is not null && _file is not null && i < _audio.Places.Count; i++)
        {
            if (_audio.Places[i].Leg == moved.Value.Value)
                _audio.Places[i] = _index.Move(_audio.Places[i], cue);
        }
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
                case SetCapture or MuteSpan:
                    Shape(action);
                    if (_phase == RecordingPhase.Waiting)
                        _early.Add(action);
                    break;
                case OpenSegment open:
                    _index.Open(
                        open.Kind, InFile(EdgeOf(open.Kind, open.FromNs, opens: true)), open.Cause, RoleOf(open.By));
                    break;
                case CloseSegment close:
                    _index.Close(close.Kind, InFile(EdgeOf(close.Kind, close.ToNs, opens: false)));
                    break;
                case SilenceKeys silence:
                    Find(silence.Leg)?.SilenceKeys();
                    break;
                case StopRecording stop:
                    Stop(stop.AtNs, stop.Cause);
                    break;
            }
        }

        _isPaused = _index.IsPaused;
    }

    /// <summary>The call is gone. Ends a running file at this time unless it was stopped before; forgets one that never
    /// began.</summary>
    public void Close(long atNs)
    {
        if (_phase == RecordingPhase.Waiting)
            End();
        else
            Stop(Math.Min(atNs, _stopNs), _stopNs == long.MaxValue ? EndCause.Shutdown : _endCause);
    }

    /// <summary>Writes what is due by now.</summary>
    public void Advance(long nowNs)
    {
        if (HasEnded)
            return;
        foreach (RecordingLeg leg in _audio.Legs)
            leg.Advance(nowNs);

        if (nowNs >= _stopNs)
        {
            foreach (RecordingLeg leg in _audio.Legs)
                leg.End();
            WriteUpTo(_endSample);
            Finish();
            return;
        }

        if (nowNs < _nextWriteNs)
            return;
        WriteUpTo(WritableAt(nowNs));
        _nextWriteNs += ((nowNs - _nextWriteNs) / WritePeriodNs + 1) * WritePeriodNs;
    }

    /// <summary>Ends the recording after a fault of its own: nothing of it is used any more.</summary>
    public void Abandon()
    {
        End();
        if (_file is not null)
            _services.Disk.Post(new DiskJob(DiskJobKind.Abandon, _file));
    }

    private void Start(long fromNs)
    {
        if (_phase != RecordingPhase.Waiting)
            return;
        Settle();
        _phase = RecordingPhase.Writing;
        _early.Clear();
        _startSample = Math.Max(0, Clock.SampleAtOrAfter(fromNs));
        _file = new RecordingFile(_services.Folders, Id, Identity.CallReference, UtcOf(_startSample));
        foreach (RecordingLeg leg in _audio.Legs)
            leg.BeginFile(_startSample);
        AudioFile[] audio = _audio.Begin(_file);
        _services.Metrics.Expected();
        _index.Start(_file, audio, CreateSidecar(), Clock.NsAt(_startSample));
    }

    private void Settle()
    {
        if (!_audio.Settle())
            return;
        foreach (RecordingAction action in _early)
            Shape(action);
    }

    private void Stop(long atNs, EndCause cause)
    {
        if (_phase != RecordingPhase.Writing)
            return;
        _stopNs = atNs;
        _endCause = cause;
        _endSample = Math.Max(_startSample, Clock.SampleAt(atNs));
    }

    private void Shape(RecordingAction action)
    {
        switch (action)
        {
            case SetCapture { Capture: true } capture:
                Find(capture.Leg)?.Gate.Open(Clock.SampleAtOrAfter(capture.FromNs));
                break;
            case SetCapture capture:
                Find(capture.Leg)?.Gate.Shut(Clock.SampleAt(capture.FromNs));
                break;
            case MuteSpan mute:
                Find(mute.Leg)?.Gate.Mute(Clock.SampleAt(mute.FromNs), Clock.SampleAtOrAfter(mute.ToNs));
                break;
        }
    }

    // Silent segments are rounded outwards and talk inwards, exactly as the gate rounds, and not before what is
    // written.
    private long EdgeOf(SegmentKind kind, long ns, bool opens)
    {
        bool capturing = (kind == SegmentKind.Talk) == opens;
        long sample = capturing ? Clock.SampleAtOrAfter(ns) : Clock.SampleAt(ns);
        return Math.Max(sample, _audio.Frontier);
    }

    private long WritableAt(long nowNs) => Clock.SampleAt(nowNs - Gate.HoldBackNs);

    private long InFile(long sample) => Math.Max(0, sample - _startSample);

    private void WriteUpTo(long target)
    {
        if (_phase == RecordingPhase.Waiting)
        {
            _audio.Skip(target - _audio.Frontier);
            return;
        }

        _audio.Skip(Math.Min(target, _startSample) - _audio.Frontier);
        target = Math.Min(target, _endSample);
        while (_audio.Frontier < target)
        {
            long fileSample = _audio.Frontier - _startSample;
            if (_audio.Write(fileSample, target - _audio.Frontier) == 0)
            {
                Lose(target);
                return;
            }

            if (_isLosing)
                EndLoss(fileSample);
        }
    }

    // The clock goes on; the file has a hole there, which reads as silence.
    private void Lose(long target)
    {
        if (!_isLosing)
        {
            _isLosing = true;
            _services.Counters.DroppedBlocks++;
            _index.Open(SegmentKind.Gap, InFile(_audio.Frontier), LostCause, by: null);
        }

        _audio.Skip(target - _audio.Frontier);
    }

    private void EndLoss(long fileSample)
    {
        _isLosing = false;
        _index.Close(SegmentKind.Gap, fileSample);
    }

    private void Finish()
    {
        long samples = _endSample - _startSample;
        Sidecar sidecar = CreateSidecar();
        sidecar.EndedAt = UtcOf(_endSample);
        sidecar.Seconds = (double)samples / Clock.SampleRate;
        sidecar.EndCause = RecordingIndex.NameOf(_endCause.ToString());
        foreach (RecordingLeg leg in _audio.Legs)
            sidecar.Quality.Add(leg.Quality(samples));
        _index.Complete(sidecar, samples);
        _services.Disk.Post(new DiskJob(DiskJobKind.Finish, _file!) { Sidecar = sidecar, Samples = samples });
        End();
    }

    // Nothing of the audio stays in memory, however long the call goes on.
    private void End()
    {
        _phase = RecordingPhase.Ended;
        _audio.Release();
    }

    private Sidecar CreateSidecar() => new()
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
        Format = _audio.Describe(),
        Legs = [.. _audio.Places],
    };

    // Through ticks: the sum of seconds as a double would lose the last microseconds of a long call.
    private DateTimeOffset UtcOf(long sample) =>
        Identity.OriginUtc.AddTicks(sample / Clock.SampleRate * TimeSpan.TicksPerSecond
            + sample % Clock.SampleRate * TimeSpan.TicksPerSecond / Clock.SampleRate);

    private LegRole? RoleOf(LegId? id)
    {
        foreach (RecordedLeg leg in _legs)
        {
            if (leg.Leg == id)
                return leg.Role;
        }

        return null;
    }
}
