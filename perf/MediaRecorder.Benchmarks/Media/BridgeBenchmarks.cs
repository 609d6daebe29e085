using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Bridges;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Workers;
using MediaRecorder.Net;
using MediaRecorder.Rtp.Packets;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Benchmarks.Media;

/// <summary>
/// One turn of a MediaWorker that bridges three parties: a packet of each, and a tick of 20 ms. Without a system below. A
/// member-second is 50 turns by three.
/// </summary>
public class BridgeBenchmarks : IDisposable
{
    private const int FirstPort = 20_000;
    private const int Parties = 3;

    // Long enough that the delay of the first packets is worked off.
    private const int WarmUpTurns = 2000;

    private readonly PacketRing _ring = new(1 << 20);
    private readonly PartiesLoop _g711;
    private readonly PartiesLoop _opus;
    private readonly MediaPlane _g711Plane;
    private readonly MediaPlane _opusPlane;
    private readonly Func<long, long> _turnG711;
    private readonly Func<long, long> _turnOpus;

    public BridgeBenchmarks()
    {
        (_g711, _g711Plane, _turnG711) = Open(new BridgeFormat(0, "PCMU", 8000));
        (_opus, _opusPlane, _turnOpus) = Open(new BridgeFormat(111, "opus", 48_000, 2));
    }

    [Benchmark]
    public int ThreeOfG711()
    {
        _turnG711(0);
        return (int)_g711.Sent;
    }

    [Benchmark]
    public int ThreeOfOpus()
    {
        _turnOpus(0);
        return (int)_opus.Sent;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _g711Plane.Dispose();
        _opusPlane.Dispose();
        _g711.Dispose();
        _opus.Dispose();
        _ring.Dispose();
        GC.SuppressFinalize(this);
    }

    private (PartiesLoop Loop, MediaPlane Plane, Func<long, long> Turn) Open(BridgeFormat format)
    {
        var (packet, ticks) = PacketOf(format);
        var loop = new PartiesLoop(packet, ticks);
        var plane = new MediaPlane(
            [IPAddress.Loopback], () => new PortAllocator(FirstPort, FirstPort + 99), [[_ring]],
            new MonotonicClock(loop.Time), NullLogger.Instance, () => loop);
        const AddressFamily v4 = AddressFamily.InterNetwork;
        if (!plane.TryOpen(taps: null, v4, v4, out var path) || !plane.TryAddLine(path, 0)
            || !plane.TryAddGuest(path, v4, new TapId(3), out var guest))
        {
            throw new InvalidOperationException("no path");
        }

        var voice = new BridgeVoice([format], format, Events: null);
        foreach (var side in Enum.GetValues<LegSide>())
        {
            plane.SetRemote(path, 0, side, RemoteOf(path[0]!.PortOf(side)));
            plane.TryJoin(path, 0, side, voice);
        }

        plane.SetGuestRemote(path, guest, RemoteOf(guest.Port));
        plane.TryJoinGuest(path, guest, voice);
        var turn = WorkerTurn.Of(plane);
        for (var i = 0; i < WarmUpTurns; i++)
            turn(0);
        return loop.Sent >= Parties * (WarmUpTurns - 2L)
            ? (loop, plane, turn)
            : throw new InvalidOperationException("not all were told");
    }

    private static LineRemote RemoteOf(int port) => new(LineKind.Rtp, PartiesLoop.PartyOf(port));

    // A voiced sound of twelve harmonics, as in CodecPair.
    private static (byte[] Packet, uint Ticks) PacketOf(BridgeFormat format)
    {
        if (!AudioEncoders.TryCreate(new AudioFormat(format.EncodingName, format.ClockRate, format.Channels), out var encoder))
            throw new InvalidOperationException("no encoder");
        using (encoder)
        {
            var voice = new short[encoder.SampleRate / 50];
            for (var harmonic = 1; harmonic <= 12; harmonic++)
                new ToneGenerator(125 * harmonic, (short)(8000 / harmonic), encoder.SampleRate).AddTo(voice);
            var payload = new byte[encoder.MaxBytes(voice.Length)];
            var bytes = encoder.Encode(voice, payload);
            var packet = new byte[RtpHeader.FixedBytes + bytes];
            RtpHeader.Write(packet, new PayloadType(format.PayloadType), false, default, default, new Ssrc(7));
            payload.AsSpan(0, bytes).CopyTo(packet.AsSpan(RtpHeader.FixedBytes));
            return (packet, (uint)encoder.RtpClockRate / 50);
        }
    }
}
