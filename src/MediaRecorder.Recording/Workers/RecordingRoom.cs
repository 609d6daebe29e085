using MediaRecorder.Buffers;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Publishing;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Recording.Workers;

/// <summary>
/// The whole room put together: workers, disk writers, finishers and the memory between them. Built and disposed by the
/// server's main thread.
/// </summary>
public sealed class RecordingRoom : IDisposable
{
    // An fsync on a dying disk may never return; the process must end all the same.
    private static readonly TimeSpan FinishTimeout = TimeSpan.FromSeconds(30);

    private readonly RecordingFolders _folders;
    private readonly Action<RecordingFact> _onFact;
    private readonly Action _onThread;
    private readonly Func<long> _nowNs;
    private readonly ILogger _log;
    private readonly DiskFileSystem _files = new();
    private readonly JournalPool _journals;
    private readonly BlockPool _pool;
    private readonly Finisher _finisher;
    private readonly DiskWriter[] _disks;
    private readonly RecordingWorker[] _workers;

    /// <param name="rings">For each worker the rings it polls, one per MediaWorker: a ring has one producer.</param>
    /// <param name="keyPresses">Gets the keys heard on all legs.</param>
    /// <param name="onFact">Called from disk and finisher threads; must not throw and not wait.</param>
    /// <param name="nowNs">The process's monotonic clock.</param>
    public RecordingRoom(
        RecordingRoomOptions options,
        RecordingFolders folders,
        IReadOnlyList<IReadOnlyList<PacketRing>> rings,
        Mailbox<KeyPress> keyPresses,
        Action<RecordingFact> onFact,
        Func<long> nowNs,
        ILogger<RecordingRoom> log)
    {
        if (rings.Count != options.Workers)
            throw new ArgumentException("one list of rings for each worker", nameof(rings));
        _folders = folders;
        _onFact = onFact;
        _onThread = options.OnThread;
        _nowNs = nowNs;
        _log = log;
        _pool = new BlockPool(DiskWriter.BlockBytes, options.MaxBlocks);
        _journals = new JournalPool(_files);
        var publisher = new Publisher(_files, _journals, onFact, Metrics, log);
        _finisher = new Finisher(options.Finishers, publisher.Publish);
        _disks = new DiskWriter[options.DiskWriters];
        for (int i = 0; i < _disks.Length; i++)
            _disks[i] = new DiskWriter(_files, _journals, _pool, _finisher.Post, onFact, Metrics, log);
        _workers = new RecordingWorker[options.Workers];
        for (int i = 0; i < _workers.Length; i++)
            _workers[i] = new RecordingWorker(i, rings[i], _disks, folders, keyPresses, nowNs, Metrics, log);
    }

    public RecordingMetrics Metrics { get; } = new();

    /// <summary>A call chooses one and stays with it.</summary>
    public IReadOnlyList<RecordingWorker> Workers => _workers;

    /// <summary>Finishes what an earlier process left in the spool. Before <see cref="Start"/>; waits for the disk.
    /// Answers how many recordings were published.</summary>
    public int SweepSpool() => new SpoolSweep(_files, _folders, _onFact, Metrics, _log).Run();

    /// <summary>Has the code of recordings compiled, so that the first does not wait for it. Before <see cref="Start"/>.</summary>
    public void WarmUp() => WarmUpRecording.Run(_folders, _nowNs);

    public void Start()
    {
        for (int i = 0; i < _disks.Length; i++)
            _disks[i].Start($"disk-{i}", _onThread);
        foreach (RecordingWorker worker in _workers)
            worker.Start(_onThread);
    }

    /// <summary>Ends all recordings now, writes and publishes them; waits up to 30 s for the last.</summary>
    public void Dispose()
    {
        foreach (RecordingWorker worker in _workers)
            worker.Dispose();
        foreach (DiskWriter disk in _disks)
            disk.Dispose();
        if (_finisher.WaitUntilIdle(FinishTimeout))
            _finisher.Dispose();
        _journals.Dispose();
        _pool.Dispose();
        Metrics.Dispose();
    }
}
