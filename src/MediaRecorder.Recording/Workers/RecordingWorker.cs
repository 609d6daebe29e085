using System.Diagnostics;
using MediaRecorder.Buffers;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Packets;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Recording.Workers;

/// <summary>
/// A thread that owns recordings: it polls packet rings and its mailbox each 60 ms and never waits for anything else. A
/// fault in one recording ends that recording alone.
/// </summary>
public sealed class RecordingWorker : IDisposable
{
    /// <summary>
    /// Three packets of each leg: the first brings what is known of the leg into the cache, and the others find it there.
    /// A key is heard that much later; it acts on audio that waits ten times as long (<see cref="Gates.Gate.HoldBackNs"/>).
    /// </summary>
    public const long PollPeriodNs = 60_000_000;

    // What two legs send in a poll.
    private const int PacketsForeseen = 6;

    /// <summary>A poll that comes this late is counted and logged: rings may have overflown.</summary>
    public const long StallNs = 100_000_000;

    private readonly int _number;
    private readonly PacketRing[] _rings;
    private readonly long[] _ringEnds;
    private readonly RecordingServices[] _services;
    private readonly Func<long> _nowNs;
    private readonly WorkerCounters _counters;
    private readonly ILogger _log;
    private readonly Dictionary<RecordingId, Recording> _byId = [];
    private readonly Dictionary<int, Route> _byTap = [];
    private readonly List<Recording> _recordings = [];
    private readonly PacketBatch _batch = new();
    private readonly ManualResetEvent _stop = new(initialState: false);
    private Thread? _thread;
    private long _lastPollNs = long.MinValue;

    internal RecordingWorker(
        int number,
        IReadOnlyList<PacketRing> rings,
        IReadOnlyList<DiskWriter> disks,
        RecordingFolders folders,
        Mailbox<KeyPress> keyPresses,
        Func<long> nowNs,
        RecordingMetrics metrics,
        ILogger log)
    {
        _number = number;
        _rings = [.. rings];
        _ringEnds = new long[_rings.Length];
        _nowNs = nowNs;
        _log = log;
        _counters = new WorkerCounters();
        metrics.Add(_counters);
        _services = new RecordingServices[disks.Count];
        var scratch = new LayoutScratch();
        var timelines = new TimelineScratch(_counters);
        for (int i = 0; i < disks.Count; i++)
            _services[i] = new RecordingServices(disks[i], folders, keyPresses, _counters, scratch, timelines, metrics);
    }

    /// <summary>Commands to this worker; any thread posts. All commands of a recording go to the same worker.</summary>
    public Mailbox<RecordingCommand> Commands { get; } = new();

    /// <summary>
    /// When the worker last looked, on the monotonic clock; any thread reads. Null before the first time; long ago
    /// means that it hangs.
    /// </summary>
    public long? LastPollNs => Volatile.Read(ref _lastPollNs) is var ns and not long.MinValue ? ns : null;

    internal WorkerCounters Counters => _counters;

    internal int OpenRecordings => _recordings.Count;

    internal Recording? Find(RecordingId id) => _byId.GetValueOrDefault(id);

    /// <param name="onThread">Called first on the worker's thread.</param>
    public void Start(Action onThread)
    {
        _thread = new Thread(() => Run(onThread)) { Name = $"recording-{_number}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>
    /// Ends every recording at this instant, then the thread. Files are finished by the disk writers.
    /// </summary>
    public void Dispose()
    {
        _stop.Set();
        if (_thread is null)
            Shutdown(_nowNs());
        else
            _thread.Join();
        _stop.Dispose();
    }

    /// <summary>One turn. The worker's own thread only; tests call it in its place, in virtual time.</summary>
    internal void Poll(long nowNs)
    {
        Debug.Assert(_thread is null || _thread == Thread.CurrentThread, "a worker's recordings belong to its thread");
        CountStall(nowNs);

        // In this order a packet is never read before the command that was posted before it was tapped: whatever lies
        // before these ends was written after its OpenRecording was in the mailbox.
        for (int i = 0; i < _rings.Length; i++)
            _ringEnds[i] = _rings[i].WritePosition;
        while (Commands.TryTake(out RecordingCommand? command))
            Obey(command);
        for (int i = 0; i < _rings.Length; i++)
            Gather(i);

        // Each advances last, so that a recording that ends has got all packets that came before its end.
        Advance(nowNs);
        Release();
    }

    /// <summary>Ends everything at once.</summary>
    internal void Shutdown(long nowNs)
    {
        Poll(nowNs);
        foreach (Recording recording in _recordings)
            recording.Close(nowNs);
        Advance(nowNs);
    }

    private void Run(Action onThread)
    {
        onThread();
        long dueNs = _nowNs();
        do
        {
            long nowNs = _nowNs();
            try
            {
                Poll(nowNs);
            }
            catch (Exception e)
            {
                // Nothing should come here: recordings are guarded one by one. The others must go on all the same.
                RecordingLog.TurnFailed(_log, e, _number);
            }

            dueNs = Math.Max(dueNs + PollPeriodNs, _nowNs());
        }
        while (!_stop.WaitOne((int)((Math.Max(0, dueNs - _nowNs()) + 999_999) / 1_000_000)));

        Shutdown(_nowNs());
    }

    private void CountStall(long nowNs)
    {
        if (_lastPollNs != long.MinValue && nowNs - _lastPollNs > PollPeriodNs + StallNs)
        {
            _counters.Stalls++;
            RecordingLog.Stalled(_log, _number, (nowNs - _lastPollNs) / 1_000_000);
        }

        Volatile.Write(ref _lastPollNs, nowNs);
    }

    private void Obey(RecordingCommand command)
    {
        if (command is OpenRecording open)
        {
            Open(open);
            return;
        }

        if (!_byId.TryGetValue(command.Recording, out Recording? recording))
        {
            RecordingLog.UnknownRecording(_log, command.GetType().Name, command.Recording);
            return;
        }

        try
        {
            switch (command)
            {
                case AddLeg join:
                    if (recording.Add(join.Leg))
                        _byTap[join.Leg.Tap.Value] = new Route(recording, recording.Find(join.Leg.Leg));
                    break;
                case SetLegFormats formats:
                    recording.SetFormats(formats.Leg, formats.Formats);
                    break;
                case ApplyActions actions:
                    recording.Apply(actions.Actions);
                    break;
                case NoteCue note:
                    recording.Note(note.Cue);
                    break;
                case SetTag tag:
                    recording.Tag(tag.Name, tag.Value);
                    break;
                case CloseRecording close:
                    recording.Close(close.AtNs);
                    recording.IsClosed = true;
                    break;
            }
        }
        catch (Exception e)
        {
            Break(recording, e);
        }
    }

    private void Open(OpenRecording command)
    {
        if (_byId.ContainsKey(command.Recording))
        {
            RecordingLog.UnknownRecording(_log, "second OpenRecording", command.Recording);
            return;
        }

        RecordingServices services = _services[(uint)command.Recording.GetHashCode() % (uint)_services.Length];
        var recording = new Recording(command, services);
        _byId.Add(command.Recording, recording);
        _recordings.Add(recording);
        foreach (RecordedLeg leg in recording.Legs)
            _byTap[leg.Tap.Value] = new Route(recording, recording.Find(leg.Leg));
    }

    private void Gather(int index)
    {
        PacketRing ring = _rings[index];
        while (ring.TryRead(_ringEnds[index], out PacketRecord record))
        {
            _counters.Packets++;
            if (!_byTap.TryGetValue(record.Tap.Value, out Route route))
                _counters.UnknownTapPackets++;
            else if (route.Leg is { } leg)
                _batch.Add(ref route.Recording.Packets, leg, index, record.Position);
            if (!_batch.IsFull)
                continue;
            foreach (Recording recording in _recordings)
                ReceiveAll(recording);
            Release();
        }
    }

    private void Release()
    {
        _batch.Clear();
        foreach (PacketRing ring in _rings)
            ring.Release();
    }

    private void ReceiveAll(Recording recording)
    {
        while (_batch.TryTake(ref recording.Packets, out RecordingLeg leg, out int ring, out long position))
        {
            try
            {
                Receive(recording, leg, _rings[ring].At(position));
            }
            catch (Exception e)
            {
                Break(recording, e);
            }
        }
    }

    private void Receive(Recording recording, RecordingLeg leg, in PacketRecord record)
    {
        if (PacketClassifier.Classify(record.Packet) == PacketKind.Rtcp)
            recording.ReceiveReport(leg, record.Packet);
        else if (RtpHeader.TryParse(record.Packet, out RtpHeader header, out _))
            recording.Receive(leg, header, record.ArrivalNs);
        else
            _counters.MalformedPackets++;
    }

    private void Advance(long nowNs)
    {
        long writing = 0;
        long paused = 0;
        for (int i = _recordings.Count - 1; i >= 0; i--)
        {
            Recording recording = _recordings[i];
            Foresee(i);
            ReceiveAll(recording);
            try
            {
                recording.Advance(nowNs);
            }
            catch (Exception e)
            {
                Break(recording, e);
            }

            writing += recording.IsWriting ? 1 : 0;
            paused += recording.IsPaused ? 1 : 0;
            if (recording.HasEnded)
                Leave(i);
        }

        Volatile.Write(ref _counters.ActiveRecordings, writing);
        Volatile.Write(ref _counters.PausedRecordings, paused);
        foreach (RecordingServices services in _services)
            services.Disk.Wake();
    }

    // Which recordings are next, and then what each step has brought into the cache leads to.
    private void Foresee(int index)
    {
        if (index >= 4)
            CacheHint.Prefetch(_recordings[index - 4], Recording.HotBytes);
        if (index >= 3)
            _recordings[index - 3].Foresee(0);
        if (index >= 2)
            _recordings[index - 2].Foresee(1);
        if (index >= 1)
        {
            Recording next = _recordings[index - 1];
            next.Foresee(2);
            int entry = next.Packets.First;
            for (int i = 0; i < PacketsForeseen && _batch.TryPeek(ref entry, out int ring, out long position); i++)
                _rings[ring].Foresee(position);
        }
    }

    private void Break(Recording recording, Exception exception)
    {
        RecordingLog.Broke(_log, exception, recording.Identity.CallReference, recording.Id);
        recording.Abandon();
    }

    // A recording that has ended before its call keeps its taps, so that their packets are not unknown, but no leg.
    private void Leave(int index)
    {
        Recording recording = _recordings[index];
        if (recording.IsClosed)
        {
            Forget(index);
            return;
        }

        if (recording.IsLeft)
            return;
        recording.IsLeft = true;
        foreach (RecordedLeg leg in recording.Legs)
            _byTap[leg.Tap.Value] = new Route(recording, Leg: null);
    }

    private void Forget(int index)
    {
        Recording recording = _recordings[index];
        _recordings[index] = _recordings[^1];
        _recordings.RemoveAt(_recordings.Count - 1);
        _byId.Remove(recording.Id);
        foreach (RecordedLeg leg in recording.Legs)
            _byTap.Remove(leg.Tap.Value);
    }

    private readonly record struct Route(Recording Recording, RecordingLeg? Leg);
}
