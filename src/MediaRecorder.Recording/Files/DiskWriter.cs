using MediaRecorder.Buffers;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Publishing;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Recording.Files;

/// <summary>
/// One thread that may wait for a disk, so that no worker has to. Each file belongs to one DiskWriter, so that its jobs
/// stay in order. A block the disk refuses is lost, the file goes on behind it and lists a gap; a file that cannot be
/// created fails alone.
/// </summary>
internal sealed class DiskWriter : IDisposable
{
    /// <summary>The 300 ms of one write fit in, in stereo up to 13,600 Hz; a whole number of pages.</summary>
    public const int BlockBytes = 16384;

    private const int FillBytes = 4096;

    private readonly IFileSystem _files;
    private readonly JournalPool _journals;
    private readonly BlockPool _pool;
    private readonly Action<FinishOrder> _finish;
    private readonly Action<RecordingFact> _onFact;
    private readonly RecordingMetrics _metrics;
    private readonly ILogger _log;
    private readonly Mailbox<DiskJob> _jobs = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly byte[] _header = new byte[WavHeader.MaxBytes];
    private Thread? _thread;
    private long _queued;
    private volatile bool _stopping;

    public DiskWriter(
        IFileSystem files,
        JournalPool journals,
        BlockPool pool,
        Action<FinishOrder> finish,
        Action<RecordingFact> onFact,
        RecordingMetrics metrics,
        ILogger log)
    {
        _files = files;
        _journals = journals;
        _pool = pool;
        _finish = finish;
        _onFact = onFact;
        _metrics = metrics;
        _log = log;
        metrics.Add(this);
    }

    /// <summary>Jobs waiting. Any thread.</summary>
    public long QueuedJobs => Volatile.Read(ref _queued);

    /// <summary>Any thread. False when all memory for blocks is in use: the caller loses this audio.</summary>
    public bool TryRent(out Block? block) => _pool.TryRent(out block);

    /// <summary>Any thread: a block that was rented and not posted.</summary>
    public void Return(Block block) => _pool.Return(block);

    /// <summary>Any thread; takes over the block. Never waits. It is done after the next <see cref="Wake"/>.</summary>
    public void Post(in DiskJob job)
    {
        Interlocked.Increment(ref _queued);
        _jobs.Post(job);
    }

    /// <summary>
    /// Any thread: what was posted is to be done. Once for all jobs of a poll, because each wake-up that finds the writer
    /// asleep costs as much as the write.
    /// </summary>
    public void Wake()
    {
        if (QueuedJobs > 0)
            _wake.Set();
    }

    /// <param name="onThread">Called first on the writer's thread.</param>
    public void Start(string name, Action onThread)
    {
        _thread = new Thread(() => Run(onThread)) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Does everything that waits. The writer's own thread only; tests call it in its place.</summary>
    public void Drain()
    {
        while (_jobs.TryTake(out DiskJob job))
        {
            try
            {
                Do(job);
            }
            catch (Exception e)
            {
                // A fault of our own, in one file's job: the other files of this writer must go on.
                RecordingLog.JobFailed(_log, e, job.File.CallReference, job.File.Id);
            }

            Interlocked.Decrement(ref _queued);
        }
    }

    /// <summary>Does what still waits, then ends the thread.</summary>
    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        _thread?.Join();
        _wake.Dispose();
    }

    private void Run(Action onThread)
    {
        onThread();
        while (!_stopping)
        {
            _wake.WaitOne();
            Drain();
        }

        Drain();
    }

    private void Do(in DiskJob job)
    {
        RecordingFile file = job.File;
        switch (job.Kind)
        {
            case DiskJobKind.Open:
                Open(file, job.Files!, job.Line!);
                break;
            case DiskJobKind.AddAudio:
                Add(file, job.Audio!);
                break;
            case DiskJobKind.Write:
                try
                {
                    Write(file, job);
                }
                finally
                {
                    _pool.Return(job.Block!);
                }

                break;
            case DiskJobKind.Journal:
                Append(file, job.Line!);
                break;
            case DiskJobKind.Finish:
                if (!file.HasFailed)
                    _finish(new FinishOrder(file, job.Sidecar!, job.Samples));
                break;
            case DiskJobKind.Abandon:
                if (!file.HasFailed)
                {
                    Fail(
                        file,
                        NotRecordedReason.InternalFault,
                        "the recording broke; what it wrote waits for the sweep");
                }

                break;
        }
    }

    /// <summary>Silence in a file of G.711, whose holes would read as loud noise; in PCM a hole is silence, and costs
    /// nothing.</summary>
    internal static void FillHole(AudioFile audio, long from, long to)
    {
        byte silence = audio.Format.SilenceByte;
        if (silence == 0)
            return;
        Span<byte> bytes = stackalloc byte[FillBytes];
        bytes.Fill(silence);
        int head = WavHeader.BytesOf(audio.Format);
        for (long at = from; at < to; at += FillBytes)
            audio.File!.Write(head + at, bytes[..(int)Math.Min(FillBytes, to - at)]);
    }

    private void Open(RecordingFile file, AudioFile[] files, byte[] head)
    {
        try
        {
            foreach (AudioFile audio in files)
            {
                file.Audio.Add(audio);
                audio.File = _files.Create(audio.PartPath);
            }
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Fail(file, NotRecordedReason.CannotCreateFile, e.Message);
            return;
        }

        foreach (AudioFile audio in files)
            PatchHeader(file, audio);
        try
        {
            file.Journal = _journals.Create(file.JournalPath);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // The recording goes on; only a kill would now cost its index.
            RecordingLog.JournalFailed(_log, file.CallReference, file.Id, e.Message);
        }

        Append(file, head);
        _metrics.Started();
        _onFact(new RecordingStarted(file.Id, file.CallReference, files[0].PartPath));
    }

    // The others go on without a file for the newcomer; its blocks count as refused, and the sidecar will say so.
    private void Add(RecordingFile file, AudioFile audio)
    {
        if (file.HasFailed)
            return;
        file.Audio.Add(audio);
        try
        {
            audio.File = _files.Create(audio.PartPath);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            RecordingLog.AudioFileFailed(_log, file.CallReference, file.Id, e.Message);
            return;
        }

        PatchHeader(file, audio);
    }

    private void Write(RecordingFile file, in DiskJob job)
    {
        if (file.HasFailed)
            return;
        AudioFile audio = job.Audio!;
        if (audio.File is null)
        {
            Refuse(audio, job);
            return;
        }

        try
        {
            FillHole(audio, audio.AudioBytes, job.AudioOffset);
            audio.File.Write(WavHeader.BytesOf(audio.Format) + job.AudioOffset, job.Block!.Span[..job.Bytes]);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            if (audio.Refused.Count == 0)
                RecordingLog.BlockRefused(_log, file.CallReference, file.Id, e.Message);
            Refuse(audio, job);
            return;
        }

        // Data first, then the header: at every instant the header claims only what is there.
        audio.AudioBytes = job.AudioOffset + job.Bytes;
        PatchHeader(file, audio);
    }

    // A header that could not be written claims less than there is; the next block brings it up.
    private void PatchHeader(RecordingFile file, AudioFile audio)
    {
        try
        {
            int bytes = WavHeader.WriteTo(_header, audio.Format, audio.AudioBytes);
            audio.File!.Write(0, _header.AsSpan(0, bytes));
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            RecordingLog.HeaderFailed(_log, file.CallReference, file.Id, e.Message);
        }
    }

    private void Append(RecordingFile file, byte[] line)
    {
        if (file.Journal is null)
            return;
        try
        {
            file.Journal.Write(file.JournalBytes, line);
            file.JournalBytes += line.Length;
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            RecordingLog.JournalFailed(_log, file.CallReference, file.Id, e.Message);
        }
    }

    private void Fail(RecordingFile file, NotRecordedReason reason, string detail)
    {
        file.HasFailed = true;
        file.Close();
        RecordingLog.Failed(_log, file.CallReference, file.Id, reason, detail);
        _metrics.Failed(reason);
        _onFact(new RecordingFailed(file.Id, file.CallReference, reason, detail));
    }

    // Blocks refused in a row are one gap.
    private void Refuse(AudioFile audio, in DiskJob job)
    {
        _metrics.BlockRefused();
        long from = job.AudioOffset;
        long to = from + job.Bytes;
        List<(long From, long To)> refused = audio.Refused;
        if (refused.Count > 0 && refused[^1].To == from)
            refused[^1] = (refused[^1].From, to);
        else
            refused.Add((from, to));
    }
}
