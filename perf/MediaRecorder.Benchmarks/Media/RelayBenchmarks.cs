using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using MediaRecorder.Benchmarks.Rtp;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Workers;
using MediaRecorder.Net;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Benchmarks.Media;

/// <summary>
/// One turn of a MediaWorker with one packet: receive, classify, check the source, relay, tap. Without a system below,
/// so it is our share of what a packet costs.
/// </summary>
public class RelayBenchmarks : IDisposable
{
    private const int RingBytes = 1 << 20;
    private const int FirstPort = 20_000;

    private static readonly IPEndPoint Customer = new(IPAddress.Parse("192.0.2.10"), 41_002);
    private static readonly IPEndPoint Agent = new(IPAddress.Parse("192.0.2.20"), 42_002);

    private readonly PacketRing _ring = new(RingBytes);
    private readonly ReplayLoop _recordedLoop = CreateLoop();
    private readonly ReplayLoop _unrecordedLoop = CreateLoop();
    private readonly MediaPlane _recorded;
    private readonly MediaPlane _unrecorded;
    private readonly Func<long, long> _turnRecorded;
    private readonly Func<long, long> _turnUnrecorded;

    public RelayBenchmarks()
    {
        _recorded = Open(_recordedLoop, new TapPair(0, new TapId(1), new TapId(2)));
        _unrecorded = Open(_unrecordedLoop, taps: null);
        _turnRecorded = TurnOf(_recorded, _recordedLoop);
        _turnUnrecorded = TurnOf(_unrecorded, _unrecordedLoop);
    }

    [Benchmark]
    public int Relay()
    {
        _turnUnrecorded(0);
        return (int)_unrecordedLoop.Sent;
    }

    /// <summary>And the reading of the ring, or it would be full.</summary>
    [Benchmark]
    public int RelayAndTap()
    {
        _turnRecorded(0);
        if (!_ring.TryRead(_ring.WritePosition, out var record))
            throw new InvalidOperationException("the packet was not tapped");
        _ring.Release();
        return record.Tap.Value + (int)_recordedLoop.Sent;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _recorded.Dispose();
        _unrecorded.Dispose();
        _recordedLoop.Dispose();
        _unrecordedLoop.Dispose();
        _ring.Dispose();
        GC.SuppressFinalize(this);
    }

    private static ReplayLoop CreateLoop() => new(G711Packet.Create(), SocketEndpoint.From(Customer));

    private MediaPlane Open(ReplayLoop loop, TapPair? taps)
    {
        var plane = new MediaPlane(
            [IPAddress.Loopback], () => new PortAllocator(FirstPort, FirstPort + 3), [[_ring]],
            new MonotonicClock(TimeProvider.System), NullLogger.Instance, () => loop);
        const AddressFamily v4 = AddressFamily.InterNetwork;
        if (!plane.TryOpen(taps, v4, v4, out var path) || !plane.TryAddLine(path, 0))
            throw new InvalidOperationException("no path");
        plane.SetVoice(path, 0);
        plane.SetRemote(path, 0, LegSide.Ingress, new LineRemote(LineKind.Rtp, Customer));
        plane.SetRemote(path, 0, LegSide.Egress, new LineRemote(LineKind.Rtp, Agent));
        return plane;
    }

    private static Func<long, long> TurnOf(MediaPlane plane, ReplayLoop loop)
    {
        var turn = WorkerTurn.Of(plane);
        // The commands of opening the path are obeyed in a turn whose wait still knows no socket.
        turn(0);
        turn(0);
        return loop.Sent == 1 ? turn : throw new InvalidOperationException("the packet was not relayed");
    }
}
