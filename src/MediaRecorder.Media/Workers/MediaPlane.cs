using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Net;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Media.Workers;

/// <summary>
/// The media room as a whole: ports and workers. Owned by the SipWorker; it talks to the MediaWorkers by mailbox.
/// </summary>
public sealed class MediaPlane : IMediaPlane, IDisposable
{
    /// <summary>About 0.6 s of G.711 in both sockets' queues: survives a stall without swallowing memory.</summary>
    private const int ReceiveBufferBytes = 128 * 1024;

    /// <summary>A port that another program holds costs one try; after this many the call is refused.</summary>
    private const int BindTries = 16;

    private readonly IPAddress _address;
    private readonly PortAllocator _ports;
    private readonly MediaWorker[] _workers;
    private readonly PacketRing[][] _rings;
    private readonly Mailbox<RelayPath> _closedPaths = new();
    private readonly MonotonicClock _clock;
    private readonly ILogger _logger;
    private int _nextWorker;
    private int _openPaths;

    /// <param name="address">Local address of every media port.</param>
    /// <param name="rings">One ring for each MediaWorker (first index) and RecordingWorker (second index).</param>
    /// <param name="newLoop">Makes each worker's event loop; null for the fastest of this system.</param>
    public MediaPlane(
        IPAddress address,
        PortAllocator ports,
        PacketRing[][] rings,
        MonotonicClock clock,
        ILogger logger,
        Func<EventLoop>? newLoop = null)
    {
        _address = address;
        _ports = ports;
        _rings = rings;
        _clock = clock;
        _logger = logger;
        _workers = new MediaWorker[rings.Length];
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new MediaWorker(i, (newLoop ?? EventLoop.Create)(), clock, _closedPaths, logger);
        }
    }

    /// <summary>Calls whose media is relayed now.</summary>
    public int OpenPaths => Volatile.Read(ref _openPaths);

    internal ReadOnlySpan<MediaWorker> Workers => _workers;

    internal PacketRing[][] Rings => _rings;

    /// <summary>Age of the oldest worker heartbeat; over a second means a hung worker.</summary>
    public long OldestHeartbeatNs
    {
        get
        {
            var now = _clock.NowNs;
            var oldest = 0L;
            foreach (var worker in _workers)
            {
                oldest = Math.Max(oldest, now - worker.LastTurnNs);
            }

            return oldest;
        }
    }

    public void Start()
    {
        foreach (var worker in _workers)
        {
            worker.Start();
        }
    }

    public bool TryOpen(TapPair? taps, [NotNullWhen(true)] out RelayPath? path)
    {
        FreeClosedPaths();
        path = null;
        var worker = _workers[_nextWorker];
        var ring = taps is { } t ? _rings[_nextWorker][t.RecordingWorkerIndex] : null;
        if (!TryBindLeg(worker, LegSide.Ingress, taps?.Ingress ?? default, ring, out var ingress))
        {
            return false;
        }

        if (!TryBindLeg(worker, LegSide.Egress, taps?.Egress ?? default, ring, out var egress))
        {
            Release(ingress);
            return false;
        }

        _nextWorker = (_nextWorker + 1) % _workers.Length;
        ingress.Peer = egress;
        egress.Peer = ingress;
        path = new RelayPath(ingress.Rtp.LocalEndPoint.Port, egress.Rtp.LocalEndPoint.Port)
        {
            Ingress = ingress,
            Egress = egress,
            Worker = worker,
        };
        worker.Commands.Post(new MediaCommand.Open(path));
        Interlocked.Increment(ref _openPaths);
        return true;
    }

    public void SetRemote(RelayPath path, LegSide side, IPEndPoint? rtp, IPEndPoint? rtcp) =>
        path.Worker!.Commands.Post(new MediaCommand.SetRemote(path, side, ToEndpoint(rtp), ToEndpoint(rtcp)));

    public void Close(RelayPath path)
    {
        path.Worker!.Commands.Post(new MediaCommand.Close(path));
        Interlocked.Decrement(ref _openPaths);
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }
    }

    private static SocketEndpoint ToEndpoint(IPEndPoint? endpoint) =>
        endpoint is null ? default : SocketEndpoint.From(endpoint);

    private bool TryBindLeg(
        MediaWorker worker, LegSide side, TapId tap, PacketRing? ring, [NotNullWhen(true)] out MediaLeg? leg)
    {
        for (var attempt = 0; attempt < BindTries && _ports.TryTakePair(out var port); attempt++)
        {
#pragma warning disable CA2000 // The leg owns both sockets from here on, and its worker closes them.
            if (TryBind(worker, port, out var rtp))
            {
                if (TryBind(worker, port + 1, out var rtcp))
#pragma warning restore CA2000
                {
                    leg = new MediaLeg(side, rtp, rtcp, tap, ring);
                    return true;
                }

                rtp.Dispose();
            }

            // Another program holds it: it is set aside until everything else has been tried.
            _ports.Quarantine(port);
        }

        _ports.EndQuarantine();
        leg = null;
        return false;
    }

    private bool TryBind(MediaWorker worker, int port, [NotNullWhen(true)] out UdpSocket? socket)
    {
        if (worker.Loop.TryBind(new IPEndPoint(_address, port), ReceiveBufferBytes, out socket, out var failure))
        {
            return true;
        }

        _logger.BindFailed(port, failure);
        return false;
    }

    private void Release(MediaLeg leg)
    {
        var port = leg.Rtp.LocalEndPoint.Port;
        leg.Rtp.Dispose();
        leg.Rtcp.Dispose();
        _ports.Return(port);
    }

    private void FreeClosedPaths()
    {
        while (_closedPaths.TryTake(out var path))
        {
            _ports.Return(path.IngressPort);
            _ports.Return(path.EgressPort);
        }
    }
}
