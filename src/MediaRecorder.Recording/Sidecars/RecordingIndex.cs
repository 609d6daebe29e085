using System.Text.Json;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Files;

namespace MediaRecorder.Recording.Sidecars;

/// <summary>
/// All that is told about a recording besides its audio, kept in memory for the sidecar and, once there is a file, in
/// its journal. Owner: the RecordingWorker.
/// </summary>
internal sealed class RecordingIndex(DiskWriter disk)
{
    /// <summary>
    /// Cues beyond this are not stored: a key pressed by a machine for hours must not fill the memory.
    /// </summary>
    public const int MaxCues = 4096;

    private const long NsPerMs = 1_000_000;

    private readonly SegmentIndex _segments = new();
    private readonly List<Cue> _early = [];
    private readonly List<SidecarCue> _cues = [];
    private readonly SortedDictionary<string, string> _tags = new(StringComparer.Ordinal);
    private RecordingFile? _file;
    private long _startNs;

    public bool IsPaused => _segments.IsOpen(SegmentKind.Pause);

    /// <summary>The recording begins: <paramref name="head"/> becomes the first line of its journal.</summary>
    public void Start(RecordingFile file, AudioFile[] audio, Sidecar head, long startNs)
    {
        _startNs = startNs;
        _segments.SampleRate = head.Format.SampleRate;
        foreach (Cue cue in _early)
            _cues.Add(Stored(cue));
        _early.Clear();
        head.State = Sidecar.StateRecording;
        head.Cues = _cues;
        head.Tags = _tags;
        disk.Post(new DiskJob(DiskJobKind.Open, file) { Files = audio, Line = JournalJson.WriteHead(head) });
        _file = file;
    }

    /// <summary>A party joined, on a new channel or on one that was there.</summary>
    public void Join(SidecarLeg leg, SidecarChannel? channel)
    {
        if (channel is not null)
            Journal(new JournalLine { Channel = channel });
        Journal(new JournalLine { Leg = leg });
    }

    /// <summary>The leg with the time at which its party joined or left, as that cue says.</summary>
    public SidecarLeg Move(SidecarLeg leg, Cue cue)
    {
        long ms = (cue.AtNs - _startNs) / NsPerMs;
        SidecarLeg moved = cue is PartyJoined ? leg with { JoinedMs = ms } : leg with { LeftMs = ms };
        Join(moved, channel: null);
        return moved;
    }

    public void Open(SegmentKind kind, long sample, string cause, LegRole? by)
    {
        if (_segments.Open(kind, sample, cause, by is { } role ? RoleName(role) : null) is { } opened)
            Journal(new JournalLine { Opened = opened });
    }

    public void Close(SegmentKind kind, long sample)
    {
        if (_segments.Close(kind, sample) is { } closed)
            Journal(new JournalLine { Closed = closed });
    }

    public void Note(Cue cue)
    {
        if (_early.Count + _cues.Count >= MaxCues)
            return;
        if (_file is null)
        {
            _early.Add(cue);
            return;
        }

        SidecarCue stored = Stored(cue);
        _cues.Add(stored);
        Journal(new JournalLine { Cue = stored });
    }

    public void Tag(string name, string value)
    {
        _tags[name] = value;
        Journal(new JournalLine { Tag = new SidecarTag(name, value) });
    }

    /// <summary>Puts what was collected into the sidecar of a file of this many samples.</summary>
    public void Complete(Sidecar sidecar, long samples)
    {
        sidecar.Segments = _segments.End(samples);
        sidecar.Cues = _cues;
        sidecar.Tags = _tags;
    }

    /// <summary>The name of a role in sidecars.</summary>
    public static string RoleName(LegRole role) => role switch
    {
        LegRole.Customer => "customer",
        LegRole.Agent => "agent",
        LegRole.ThirdParty => "thirdParty",
        _ => "flow",
    };

    /// <summary>The name of a value of an enum in sidecars.</summary>
    public static string NameOf(string value) => JsonNamingPolicy.CamelCase.ConvertName(value);

    private SidecarCue Stored(Cue cue) => new(
        (cue.AtNs - _startNs) / NsPerMs, cue.Name, SourceName(cue.Source), CueEvidence.Redact(cue));

    private static string SourceName(CueSource source) => source switch
    {
        CueSource.Signalling => "signalling",
        CueSource.Keypad => "keypad",
        CueSource.Media => "media",
        CueSource.Api => "api",
        _ => "timer",
    };

    private void Journal(JournalLine line)
    {
        if (_file is not null)
            disk.Post(new DiskJob(DiskJobKind.Journal, _file) { Line = JournalJson.Write(line) });
    }
}
