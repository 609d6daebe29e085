using System.Buffers.Binary;
using System.Collections.Immutable;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Buffers;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Recording.Workers;
using MediaRecorder.TestKit.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Recording.Tests.Simulation;

/// <summary>
/// A recorded call in virtual time: parties over bad paths, and the real worker, ring, timelines, layout and disk writer.
/// What reaches the disk is compared with what was said, as it comes.
/// </summary>
internal sealed class SimulatedCall : IDisposable
{
    private const long PollNs = 20_000_000;

    // Every 167th sample, 21 ms: a prime, so that each part of a packet and of a period has its turn.
    private const int EachSample = 167;
    private const long NsPerSample = 1_000_000_000 / SimulatedParty.SampleRate;
    private const long OriginNs = 77_000_000_000;

    private readonly PacketRing _ring = new(1 << 18);
    private readonly BlockPool _pool = new(DiskWriter.BlockBytes, 8);
    private readonly RecordingMetrics _metrics = new();
    private readonly JournalPool _journals;
    private readonly DiskWriter _writer;
    private readonly RecordingWorker _worker;
    private readonly RecordingId _id = new(Guid.Empty);
    private readonly SimulatedParty[] _parties;
    private readonly long _lengthNs;
    private readonly LayoutRules _layout;
    private readonly int _bytesPerSample;
    private long _nowNs;
    private long _nextSample;

    /// <param name="asItCame">The file holds codes of G.711; not for three parties.</param>
    /// <param name="parties">The customer, the agent, and perhaps a third one, who has a channel too.</param>
    public SimulatedCall(int seed, long lengthNs, bool asItCame, params PartyOptions[] parties)
    {
        _lengthNs = lengthNs;
        _bytesPerSample = asItCame ? 1 : 2;
        _layout = new LayoutRules
        {
            Kind = parties.Length > 2 ? LayoutKind.Multi : LayoutKind.Stereo,
            MaxChannels = parties.Length,
            Encoding = asItCame ? RecordingEncoding.G711 : RecordingEncoding.Pcm16,
        };
        _parties = [.. parties.Select((options, i) =>
            new SimulatedParty(options, new MarkedVoice(250 - 17 * i), seed * 31 + i, lengthNs))];
        var disk = new ListeningDisk(Listen);
        _journals = new JournalPool(disk);
        _writer = new DiskWriter(
            disk, _journals, _pool, order => Sidecar = order.Sidecar, _ => { }, _metrics, NullLogger.Instance);
        _worker = new RecordingWorker(
            0, [_ring], [_writer], new RecordingFolders("/spool", "/recordings"), new Mailbox<KeyPress>(), () => _nowNs,
            _metrics, NullLogger.Instance);
    }

    public IReadOnlyList<SimulatedParty> Parties => _parties;

    /// <summary>Not null once it has run.</summary>
    public Sidecar? Sidecar { get; private set; }

    public long Frames { get; private set; }

    public void Run()
    {
        ReadOnlySpan<LegRole> roles = [LegRole.Customer, LegRole.Agent, LegRole.ThirdParty];
        var legs = ImmutableArray.CreateBuilder<RecordedLeg>();
        for (int i = 0; i < _parties.Length; i++)
            legs.Add(new RecordedLeg(new LegId(i), new TapId(i + 1), roles[i]));
        _worker.Commands.Post(new OpenRecording(
            _id, new RecordingIdentity("call", "id", "trunk", "inbound", "1", "2", DateTimeOffset.UnixEpoch),
            _layout, legs.ToImmutable(), OriginNs));
        ImmutableArray<RecordingAction> start = [new StartRecording(OriginNs, "test")];
        foreach (RecordedLeg leg in legs)
        {
            _worker.Commands.Post(new SetLegFormats(_id, leg.Leg, LegFormats.Create([new(0, "PCMU", 8000)])));
            start = start.Add(new SetCapture(leg.Leg, true, OriginNs, "test"));
        }

        _worker.Commands.Post(new ApplyActions(_id, start));
        for (long atNs = 0; atNs < _lengthNs; atNs += PollNs)
            Turn(atNs);
        _worker.Commands.Post(new ApplyActions(_id, [new StopRecording(OriginNs + _lengthNs, EndCause.CallerHungUp, "test")]));
        _worker.Commands.Post(new CloseRecording(_id, OriginNs + _lengthNs));
        Turn(_lengthNs);
    }

    public void Dispose()
    {
        _worker.Dispose();
        _writer.Dispose();
        _journals.Dispose();
        _ring.Dispose();
        _pool.Dispose();
        _metrics.Dispose();
    }

    private void Turn(long atNs)
    {
        for (int i = 0; i < _parties.Length; i++)
        {
            int tap = i + 1;
            _parties[i].RunTo(
                atNs, (packet, arrivalNs) => _ring.TryWrite(new TapId(tap), OriginNs + arrivalNs, packet));
        }

        _nowNs = OriginNs + atNs;
        _worker.Poll(_nowNs);
        _writer.Drain();
    }

    private void Listen(long audioOffset, ReadOnlySpan<byte> audio)
    {
        int frameBytes = _bytesPerSample * _parties.Length;
        long first = audioOffset / frameBytes;
        Frames = Math.Max(Frames, first + audio.Length / frameBytes);
        for (; _nextSample < Frames; _nextSample += EachSample)
        {
            ReadOnlySpan<byte> frame = audio[(int)((_nextSample - first) * frameBytes)..];
            for (int channel = 0; channel < _parties.Length; channel++)
                _parties[channel].Compare(_nextSample * NsPerSample, Sample(frame[(_bytesPerSample * channel)..]));
        }
    }

    private short Sample(ReadOnlySpan<byte> bytes)
    {
        if (_bytesPerSample == 2)
            return BinaryPrimitives.ReadInt16LittleEndian(bytes);
        Span<short> sample = stackalloc short[1];
        MuLaw.Decode(bytes[..1], sample);
        return sample[0];
    }
}
