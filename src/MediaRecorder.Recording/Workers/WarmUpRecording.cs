using System.Security.Cryptography;
using MediaRecorder.Buffers;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Publishing;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Packets;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Recording.Workers;

/// <summary>
/// A few recordings in memory before the first real one, so that the runtime compiles what they need, and compiles it well,
/// before calls wait for it: cold, the first 300 calls of a process cost twice as much as the next. They have a worker, a
/// clock and metrics of their own, and a disk that keeps nothing. Owner: the thread that starts the recorder.
/// </summary>
internal sealed class WarmUpRecording : IDisposable
{
    /// <summary>After 30 calls of a method the runtime compiles it again, for speed; each recording calls once what begins and
    /// ends it.</summary>
    public const int Recordings = 40;

    /// <summary>A machine so slow that this is not enough starts half warm rather than late.</summary>
    public const long MaxNs = 500_000_000;

    // Enough for two writes behind the hold-back.
    private const int Packets = 60;

    private const long PacketNs = 20_000_000;
    private const int PacketSamples = 160;
    private const int RingBytes = 1 << 20;
    private const byte Pcmu = 0;
    private const byte Events = 101;

    // A key somewhere in between.
    private const int KeyFrom = 30;
    private const int KeyTo = 35;

    private readonly PacketRing _ring = new(RingBytes);
    private readonly BlockPool _pool = new(DiskWriter.BlockBytes, 2 * Recordings);
    private readonly RecordingMetrics _metrics = new();
    private readonly Mailbox<KeyPress> _keys = new();
    private readonly JournalPool _journals = new(new NullDisk());
    private readonly DiskWriter _disk;
    private readonly RecordingWorker _worker;
    private readonly byte[] _packet = new byte[RtpHeader.FixedBytes + PacketSamples];
    private long _nowNs;
    private int _published;

    private WarmUpRecording(RecordingFolders folders)
    {
        var files = new NullDisk();
        var publisher = new Publisher(files, _journals, Count, _metrics, NullLogger.Instance);
        _disk = new DiskWriter(files, _journals, _pool, publisher.Publish, Count, _metrics, NullLogger.Instance);
        _worker = new RecordingWorker(0, [_ring], [_disk], folders, _keys, () => _nowNs, _metrics, NullLogger.Instance);
    }

    /// <summary>Makes the recordings; answers how many of them were published.</summary>
    /// <param name="folders">Named, and never touched.</param>
    /// <param name="nowNs">The real clock, against which the time spent is held.</param>
    public static int Run(RecordingFolders folders, Func<long> nowNs)
    {
        using var warmUp = new WarmUpRecording(folders);
        long endNs = nowNs() + MaxNs;
        RecordingState[] states = [.. Enumerable.Range(0, Recordings).Select(warmUp.Begin)];
        for (int i = 0; i < Packets && nowNs() < endNs; i++)
            warmUp.Talk(i);
        for (int i = 0; i < Recordings; i++)
            warmUp.End(i, states[i]);
        warmUp.Turn();
        return warmUp._published;
    }

    public void Dispose()
    {
        _worker.Dispose();
        _disk.Dispose();
        _journals.Dispose();
        _metrics.Dispose();
        _pool.Dispose();
        _ring.Dispose();
    }

    private void Count(RecordingFact fact) => _published += fact is RecordingCompleted ? 1 : 0;

    private static RecordingId IdOf(int recording) => new(new Guid(recording, 0, 0, new byte[8]));

    private static TapId TapOf(int recording, LegId leg) => new((2 * recording) + leg.Value);

    // As it comes and as PCM by turns.
    private RecordingState Begin(int recording)
    {
        RecordingId id = IdOf(recording);
        _worker.Commands.Post(new OpenRecording(
            id,
            new RecordingIdentity("warm-up", "warm-up", "warm-up", "inbound", "1", "2", DateTimeOffset.UnixEpoch),
            LayoutRules.Default with { Encoding = recording % 2 == 0 ? RecordingEncoding.G711 : RecordingEncoding.Pcm16 },
            [
                new RecordedLeg(LegId.Ingress, TapOf(recording, LegId.Ingress), LegRole.Customer),
                new RecordedLeg(LegId.Egress, TapOf(recording, LegId.Egress), LegRole.Agent)
            ],
            _nowNs));
        foreach (LegId leg in (ReadOnlySpan<LegId>)[LegId.Ingress, LegId.Egress])
        {
            _worker.Commands.Post(new SetLegFormats(
                id,
                leg,
                LegFormats.Create(
                    [new(Pcmu, "PCMU", 8000), new(Events, "telephone-event", 8000)], hearsTones: leg == LegId.Egress)));
        }

        RecordingState state = Play(recording, RecordingState.Initial, new CallOffered(
            _nowNs,
            CueSource.Signalling,
            "INVITE",
            [new CallLeg(LegId.Ingress, LegRole.Customer), new CallLeg(LegId.Egress, LegRole.Agent)]));
        return Play(recording, state, new CallAnswered(_nowNs, CueSource.Signalling, "200"));
    }

    private void Talk(int packet)
    {
        for (int i = 0; i < Recordings; i++)
        {
            Send(TapOf(i, LegId.Ingress), packet, isKey: false);
            Send(TapOf(i, LegId.Egress), packet, isKey: packet is >= KeyFrom and < KeyTo);
        }

        _nowNs += PacketNs;
        if (_nowNs % RecordingWorker.PollPeriodNs == 0)
            Turn();
    }

    private void End(int recording, RecordingState state)
    {
        Play(recording, state, new CallEnded(_nowNs, CueSource.Signalling, "BYE", EndCause.CallerHungUp));
        _worker.Commands.Post(new CloseRecording(IdOf(recording), _nowNs));
    }

    private void Turn()
    {
        _worker.Poll(_nowNs);
        _disk.Drain();
    }

    private void Send(TapId tap, int packet, bool isKey)
    {
        Span<byte> payload = _packet.AsSpan(RtpHeader.FixedBytes);
        var timestamp = new RtpTimestamp((uint)((isKey ? KeyFrom : packet) * PacketSamples));
        RtpHeader.Write(
            _packet,
            new PayloadType(isKey ? Events : Pcmu),
            marker: false,
            new SequenceNumber((ushort)packet),
            timestamp,
            new Ssrc((uint)tap.Value));
        if (isKey)
        {
            payload = payload[..new Rtp.Events.TelephoneEvent(
                Code: 1, packet == KeyTo - 1, Volume: 10, (ushort)((packet + 1 - KeyFrom) * PacketSamples)).WriteTo(payload)];
        }
        else
        {
            RandomNumberGenerator.Fill(payload);
        }

        _ring.TryWrite(tap, _nowNs, _packet.AsSpan(0, RtpHeader.FixedBytes + payload.Length));
    }

    private RecordingState Play(int recording, RecordingState state, Cue cue)
    {
        RecordingStep step = RecordingControl.Reduce(state, cue, new RecordingRules());
        _worker.Commands.Post(new NoteCue(IdOf(recording), cue));
        _worker.Commands.Post(new ApplyActions(IdOf(recording), step.Actions));
        return step.State;
    }
}
