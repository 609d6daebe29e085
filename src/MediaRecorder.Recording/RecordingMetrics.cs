using System.Diagnostics.Metrics;
using System.Text.Json;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Workers;

namespace MediaRecorder.Recording;

/// <summary>
/// The meter "MediaRecorder.Recording". Control-rate counts are counters, packet-rate ones plain longs of each worker
/// that are added up when somebody asks. Any thread.
/// </summary>
public sealed class RecordingMetrics : IDisposable
{
    public const string MeterName = "MediaRecorder.Recording";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _expected;
    private readonly Counter<long> _started;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _failed;

    // Replaced whole when a worker or writer is added at start, so that readers need no lock.
    private WorkerCounters[] _workers = [];
    private DiskWriter[] _writers = [];
    private long _refusedBlocks;

    public RecordingMetrics()
    {
        _expected = _meter.CreateCounter<long>(
            "mediarecorder.recordings.expected", "{recording}", "Answered calls that are to be recorded.");
        _started = _meter.CreateCounter<long>(
            "mediarecorder.recordings.started", "{recording}", "Recordings whose file exists in the spool.");
        _completed = _meter.CreateCounter<long>(
            "mediarecorder.recordings.completed", "{recording}", "Recordings published.");
        _failed = _meter.CreateCounter<long>(
            "mediarecorder.recordings.failed", "{recording}", "Recordings that were not published, by reason.");
        Gauge(
            "mediarecorder.recordings.active",
            "{recording}",
            "Recordings that are written now.",
            static w => w.ActiveRecordings);
        Gauge(
            "mediarecorder.recordings.paused",
            "{recording}",
            "Of the active recordings: paused.",
            static w => w.PausedRecordings);
        Count(
            "mediarecorder.recording.packets",
            "{packet}",
            "RTP packets that reached a recording.",
            static w => w.Packets);
        Count(
            "mediarecorder.recording.packets.late",
            "{packet}",
            "Packets too late for their place.",
            static w => w.LatePackets);
        Count(
            "mediarecorder.recording.packets.duplicate",
            "{packet}",
            "Packets received before.",
            static w => w.DuplicatePackets);
        Count(
            "mediarecorder.recording.packets.malformed",
            "{packet}",
            "Tapped packets that are no RTP.",
            static w => w.MalformedPackets);
        Count(
            "mediarecorder.recording.packets.unknown_tap",
            "{packet}",
            "Packets of a recording that is closed.",
            static w => w.UnknownTapPackets);
        Count(
            "mediarecorder.recording.senders.replaced",
            "{sender}",
            "SSRCs forgotten for a new one: a leg knows four at once.",
            static w => w.ReplacedSenders);
        Count(
            "mediarecorder.recording.legs.unplaced",
            "{leg}",
            "Parties not recorded, because all channels of the recording were taken.",
            static w => w.UnplacedLegs);
        Count(
            "mediarecorder.recording.worker.stalls",
            "{stall}",
            "Polls of a recording worker that came over 100 ms late.",
            static w => w.Stalls);
        _meter.CreateObservableCounter(
            "mediarecorder.recording.dropped_blocks",
            () => DroppedBlocks,
            "{block}",
            "Blocks of audio lost: no memory for them, or refused by the disk.");
        _meter.CreateObservableUpDownCounter(
            "mediarecorder.recording.disk_queue",
            () => Sum(_writers, static w => w.QueuedJobs),
            "{job}",
            "Writes that wait for the disk.");
    }

    /// <summary>Blocks of audio lost: no memory for them, or refused by the disk.</summary>
    internal long DroppedBlocks =>
        Volatile.Read(ref _refusedBlocks) + Sum(_workers, static w => Volatile.Read(ref w.DroppedBlocks));

    public void Dispose() => _meter.Dispose();

    internal void Add(WorkerCounters worker) => _workers = [.. _workers, worker];

    internal void Add(DiskWriter writer) => _writers = [.. _writers, writer];

    internal void Expected() => _expected.Add(1);

    internal void Started() => _started.Add(1);

    internal void Completed() => _completed.Add(1);

    internal void Failed(NotRecordedReason reason) =>
        _failed.Add(1, new KeyValuePair<string, object?>("reason", Label(reason)));

    private static string Label(NotRecordedReason reason) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    internal void BlockRefused() => Interlocked.Increment(ref _refusedBlocks);

    private void Count(string name, string unit, string description, Func<WorkerCounters, long> read) =>
        _meter.CreateObservableCounter(name, () => Sum(_workers, read), unit, description);

    private void Gauge(string name, string unit, string description, Func<WorkerCounters, long> read) =>
        _meter.CreateObservableUpDownCounter(name, () => Sum(_workers, read), unit, description);

    private static long Sum<T>(T[] parts, Func<T, long> read)
    {
        long sum = 0;
        foreach (T part in parts)
            sum += read(part);
        return sum;
    }
}
