using MediaRecorder.Buffers;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Workers;
using MediaRecorder.Net;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Workers;
using MediaRecorder.Server.Logs;
using MediaRecorder.Server.Models;

namespace MediaRecorder.Server.Hosting;

/// <summary>The rooms of one recorder, tied together by rings and mailboxes.</summary>
internal sealed class RecorderRooms : IDisposable
{
    private readonly PacketRing[][] _rings;
    private readonly MediaMetrics _mediaMetrics;
    private readonly CallsMetrics _callsMetrics;
    private readonly ILogger _log;
    private bool _disposed;

    public RecorderRooms(ServerModel model, RecordingFolders folders, MonotonicClock clock, ILoggerFactory logs)
    {
        _log = logs.CreateLogger(LifetimeLog.Category);
        var recordingWorkers = Math.Max(1, Environment.ProcessorCount / 2);
        _rings = BuildRings(model.Media, recordingWorkers);
        var keyPresses = new Mailbox<KeyPress>(() => Sip?.Wake());
        var options = new RecordingRoomOptions
        {
            Workers = recordingWorkers,
            OnThread = static () => ThreadNice.TrySet(ThreadNice.Later),
            MaxBlocks = (int)Math.Max(1, model.Recording.MaxBufferBytes / RecordingRoomOptions.BlockBytes),
        };
        var ringsByRecorder = Enumerable.Range(0, recordingWorkers)
            .Select(r => _rings.Select(ofMedia => ofMedia[r]).ToArray())
            .ToArray();

        // Nobody in the process waits for single recordings; what became of them is in the log, the metrics and the
        // sidecars.
        Recording = new RecordingRoom(
            options,
            folders,
            ringsByRecorder,
            keyPresses,
            onFact: static _ => { },
            () => clock.NowNs,
            logs.CreateLogger<RecordingRoom>());
        var calls = model.Calls;
        Media = new MediaPlane(
            calls.OtherMediaAddress is { } other ? [calls.MediaAddress, other] : [calls.MediaAddress],
            () => new PortAllocator(calls.FirstMediaPort, calls.LastMediaPort), _rings, clock, logs.CreateLogger<MediaPlane>());
        Sip = new SipWorker(
            calls, Media, new RecordingPlane(Recording.Workers), keyPresses, clock, logs.CreateLogger<SipWorker>());
        _mediaMetrics = new MediaMetrics(Media);
        _callsMetrics = new CallsMetrics(Sip);
    }

    public RecordingRoom Recording { get; }

    public MediaPlane Media { get; }

    public SipWorker Sip { get; }

    /// <summary>
    /// Finishes what an earlier process left, then starts every thread; false with the reason when SIP cannot be bound.
    /// </summary>
    public bool TryStart(out string reason)
    {
        Recording.SweepSpool();
        WarmUp(Recording.WarmUp);
        WarmUp(Media.WarmUp);
        Recording.Start();
        Media.Start();
        return Sip.TryStart(out reason);
    }

    /// <summary>
    /// Against the flow: who fills a ring or mailbox stops before who empties it. Waits for the last file.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _callsMetrics.Dispose();
        Sip.Dispose();
        _mediaMetrics.Dispose();
        Media.Dispose();
        Recording.Dispose();
        foreach (var ring in _rings.SelectMany(r => r))
        {
            ring.Dispose();
        }
    }

    // Whatever goes wrong in it, the first calls are dearer, and that is all.
    private void WarmUp(Action warmUp)
    {
        try
        {
            warmUp();
        }
#pragma warning disable CA1031
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _log.WarmUpFailed(fault);
        }
    }

    private static PacketRing[][] BuildRings(MediaModel media, int recordingWorkers)
    {
        var rings = new PacketRing[media.Workers][];
        for (var m = 0; m < rings.Length; m++)
        {
            rings[m] = new PacketRing[recordingWorkers];
            for (var r = 0; r < recordingWorkers; r++)
            {
                rings[m][r] = new PacketRing(media.RingBytes);
            }
        }

        return rings;
    }
}
