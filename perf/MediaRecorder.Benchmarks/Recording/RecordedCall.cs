using MediaRecorder.Benchmarks.Rtp;
using MediaRecorder.Buffers;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Recording.Workers;
using MediaRecorder.Rtp.Packets;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Benchmarks.Recording;

/// <summary>A call of two G.711 legs that is recorded to a disk that keeps nothing, in time of its own.</summary>
internal sealed class RecordedCall : IDisposable
{
    // One write of the recording.
    private const int TurnPackets = (int)(MediaRecorder.Recording.Recording.WritePeriodNs / G711Packet.DurationNs);

    private readonly BlockPool _pool = new(DiskWriter.BlockBytes, maxBlocks: 64);
    private readonly RecordingMetrics _metrics = new();
    private readonly JournalPool _journals;
    private readonly DiskWriter _disk;
    private readonly MediaRecorder.Recording.Recording _recording;
    private readonly RecordingLeg[] _legs;
    private readonly byte[][] _packets = [G711Packet.Create(ssrc: 1), G711Packet.Create(ssrc: 2)];
    private long _nowNs;

    public RecordedCall(LayoutKind kind, RecordingEncoding encoding)
    {
        var files = new NullDisk();
        _journals = new JournalPool(files);
        _disk = new DiskWriter(
            files, _journals, _pool, static _ => { }, static _ => { }, _metrics, NullLogger.Instance);
        var counters = new WorkerCounters();
        var services = new RecordingServices(
            _disk, new RecordingFolders("/spool", "/recordings"), new Mailbox<KeyPress>(), counters,
            new LayoutScratch(), new TimelineScratch(counters), _metrics);
        var identity = new RecordingIdentity("", "", "", "", "", "", DateTimeOffset.UnixEpoch);
        RecordedLeg[] legs =
        [
            new(LegId.Ingress, new TapId(1), LegRole.Customer), new(LegId.Egress, new TapId(2), LegRole.Agent),
        ];
        _recording = new MediaRecorder.Recording.Recording(
            new OpenRecording(
                default, identity, new LayoutRules { Kind = kind, Encoding = encoding }, [.. legs], OriginNs: 0),
            services);
        foreach (var leg in legs)
        {
            _recording.SetFormats(leg.Leg, LegFormats.Create([new(0, "PCMU", 8000)]));
        }

        _recording.Apply(
        [
            new StartRecording(0, ""),
            new SetCapture(LegId.Ingress, Capture: true, 0, ""),
            new SetCapture(LegId.Egress, Capture: true, 0, ""),
        ]);

        // A layout may have no place for the customer.
        _legs = [.. legs.Select(leg => _recording.Find(leg.Leg)).OfType<RecordingLeg>()];
    }

    /// <summary>320 ms of the call: the packets of both legs, polls, and one write.</summary>
    public int Turn()
    {
        for (var i = 0; i < TurnPackets; i++)
        {
            for (var leg = 0; leg < _legs.Length; leg++)
            {
                G711Packet.Advance(_packets[leg]);
                if (!RtpHeader.TryParse(_packets[leg], out var header, out _))
                    throw new InvalidOperationException("no packet");
                _recording.Receive(_legs[leg], header, _nowNs);
            }

            _nowNs += G711Packet.DurationNs;
            _recording.Advance(_nowNs);
        }

        _disk.Drain();
        return _pool.RentedBlocks;
    }

    public void Dispose()
    {
        _disk.Dispose();
        _journals.Dispose();
        _pool.Dispose();
        _metrics.Dispose();
    }
}
