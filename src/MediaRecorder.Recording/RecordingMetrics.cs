using System.Diagnostics.Metrics;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Workers;

namespace MediaRecorder.Recording;

/// <summary>
/// The meter "MediaRecorder.Recording". Control-rate counts are counters, packet-rate ones plain longs of each worker that
/// are added up when somebody asks. Any thread.
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
        _expected = _meter.CreateCounter<long>("mediarecorder.recordings.expected", "{recording}");
        _started = _meter.CreateCounter<long>("mediarecorder.recordings.started", "{recording}");
        _completed = _meter.CreateCounter<long>("mediarecorder.recordings.completed", "{recording}");
        _failed = _meter.CreateCounter<long>("mediarecorder.recordings.failed", "{recording}");
        Gauge("mediarecorder.recordings.active", "{recording}", static w => w.ActiveRecordings);
        Gauge("mediarecorder.recordings.paused", "{recording}", static w => w.PausedRecordings);
        Count("mediarecorder.recording.packets", "{packet}", static w => w.Packets);
        Count("mediarecorder.recording.packets.late", "{packet}", static w => w.LatePackets);
        Count("mediarecorder.recording.packets.duplicate", "{packet}", static w => w.DuplicatePackets);
        Count("mediarecorder.recording.packets.malformed", "{packet}", static w => w.MalformedPackets);
        Count("mediarecorder.recording.packets.unknown_tap", "{packet}", static w => w.UnknownTapPackets);
        Count("mediarecorder.recording.worker.stalls", "{stall}", static w => w.Stalls);
        _meter.CreateObservableCounter(
            "mediarecorder.recording.dropped_blocks", () => DroppedBlocks, "{block}");
        _meter.CreateObservableUpDownCounter(
            "mediarecorder.recording.disk_queue", () => Sum(_writers, static w => w.QueuedJobs), "{job}");
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
        _failed.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    internal void BlockRefused() => Interlocked.Increment(ref _refusedBlocks);

    private void Count(string name, string unit, Func<WorkerCounters, long> read) =>
        _meter.CreateObservableCounter(name, () => Sum(_workers, read), unit);

    private void Gauge(string name, string unit, Func<WorkerCounters, long> read) =>
        _meter.CreateObservableUpDownCounter(name, () => Sum(_workers, read), unit);

    private static long Sum<T>(T[] parts, Func<T, long> read)
    {
        long sum = 0;
        foreach (T part in parts)
            sum += read(part);
        return sum;
    }
}
