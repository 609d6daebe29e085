using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;
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

    // Ports of the two families are not the same ports, so each has its own.
    private readonly Dictionary<AddressFamily, Side> _sides;
    private readonly MediaWorker[] _workers;
    private readonly PacketRing[][] _rings;
    private readonly Mailbox<RelayPath> _closedPaths = new();
    private readonly MonotonicClock _clock;
    private readonly ILogger _logger;
    private int _nextWorker;
    private int _openPaths;

    /// <param name="addresses">Local address of every media port: one, or one of each family.</param>
    /// <param name="newPorts">Makes the ports of one address.</param>
    /// <param name="rings">One ring for each MediaWorker (first index) and RecordingWorker (second index).</param>
    /// <param name="newLoop">Makes each worker's event loop; null for the fastest of this system.</param>
    public MediaPlane(
        IReadOnlyList<IPAddress> addresses,
        Func<PortAllocator> newPorts,
        PacketRing[][] rings,
        MonotonicClock clock,
        ILogger logger,
        Func<EventLoop>? newLoop = null)
    {
        _sides = addresses.ToDictionary(a => a.AddressFamily, a => new Side(a, newPorts()));
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

    public bool TryOpen(
        TapPair? taps, AddressFamily ingress, AddressFamily egress, [NotNullWhen(true)] out RelayPath? path)
    {
        path = null;
        if (!_sides.ContainsKey(ingress) || !_sides.ContainsKey(egress))
        {
            return false;
        }

        path = new RelayPath(ingress, egress)
        {
            Worker = _workers[_nextWorker],
            Ring = taps is { } t ? _rings[_nextWorker][t.RecordingWorkerIndex] : null,
            Taps = taps ?? default,
        };
        _nextWorker = (_nextWorker + 1) % _workers.Length;
        Interlocked.Increment(ref _openPaths);
        return true;
    }

    public bool TryAddLine(RelayPath path, int place)
    {
        FreeClosedPaths();
        if (place is < 0 or >= RelayPath.MaxLines)
        {
            return false;
        }

        if (!TryBindLeg(path, LegSide.Ingress, path.Taps.Ingress, out var ingress))
        {
            return false;
        }

        if (!TryBindLeg(path, LegSide.Egress, path.Taps.Egress, out var egress))
        {
            Release(path, ingress);
            return false;
        }

        ingress.Peer = egress;
        egress.Peer = ingress;
        var line = new RelayLine(ingress.Rtp.LocalEndPoint.Port, egress.Rtp.LocalEndPoint.Port)
        {
            Ingress = ingress,
            Egress = egress,
        };
        path[place] = line;
        path.Worker!.Commands.Post(new MediaCommand.Attach(line));
        return true;
    }

    public void SetVoice(RelayPath path, int? place)
    {
        for (var i = 0; path.Ring is not null && i < RelayPath.MaxLines; i++)
        {
            if (path[i] is { } line)
            {
                var ring = i == place ? path.Ring : null;
                path.Worker!.Commands.Post(new MediaCommand.Tap(line.Ingress!, ring));
                path.Worker.Commands.Post(new MediaCommand.Tap(line.Egress!, ring));
            }
        }
    }

    public void SetRemote(RelayPath path, int place, LegSide side, LineRemote remote)
    {
        if (path[place]?.Leg(side) is { } leg)
        {
            var rtp = ToEndpoint(remote.Rtp);
            var rtcp = remote.Kind != LineKind.Rtp ? default : remote.RtcpMux ? rtp : ToEndpoint(remote.Rtcp);
            var behind = remote is { Rule: SourceRule.Nat, Signalling: { } address }
                ? SocketEndpoint.From(new IPEndPoint(address, 0))
                : default;
            path.Worker!.Commands.Post(
                new MediaCommand.SetRemote(leg, remote.Kind, rtp, rtcp, remote.Rule, behind));
        }
    }

    public void SetKeys(RelayPath path, int place, LegSide side, LineKeys? keys)
    {
        if (path[place]?.Leg(side) is { } leg)
        {
            path.Worker!.Commands.Post(new MediaCommand.SetKeys(leg, keys));
        }
    }

    public long UnopenedPacketsOf(RelayPath path, LegSide side)
    {
        var packets = 0L;
        foreach (var line in path.Lines)
        {
            packets += Volatile.Read(ref line.Leg(side)!.UnopenedPackets);
        }

        return packets;
    }

    public long PacketsOf(RelayPath path)
    {
        var packets = 0L;
        foreach (var line in path.Lines)
        {
            packets += Volatile.Read(ref line.Ingress!.ReceivedPackets)
                + Volatile.Read(ref line.Egress!.ReceivedPackets);
        }

        return packets;
    }

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

    private bool TryBindLeg(RelayPath path, LegSide side, TapId tap, [NotNullWhen(true)] out MediaLeg? leg)
    {
        var (address, ports) = _sides[path.FamilyOf(side)];
        for (var attempt = 0; attempt < BindTries && ports.TryTakePair(out var port); attempt++)
        {
#pragma warning disable CA2000 // The leg owns both sockets from here on, and its worker closes them.
            if (TryBind(path.Worker!, address, port, out var rtp))
            {
                if (TryBind(path.Worker!, address, port + 1, out var rtcp))
#pragma warning restore CA2000
                {
                    leg = new MediaLeg(side, rtp, rtcp, tap);
                    return true;
                }

                rtp.Dispose();
            }

            // Another program holds it: it is set aside until everything else has been tried.
            ports.Quarantine(port);
        }

        ports.EndQuarantine();
        leg = null;
        return false;
    }

    private bool TryBind(MediaWorker worker, IPAddress address, int port, [NotNullWhen(true)] out UdpSocket? socket)
    {
        if (worker.Loop.TryBind(new IPEndPoint(address, port), ReceiveBufferBytes, out socket, out var failure))
        {
            return true;
        }

        _logger.BindFailed(port, failure);
        return false;
    }

    private void Release(RelayPath path, MediaLeg leg)
    {
        leg.Rtp.Dispose();
        leg.Rtcp.Dispose();
        Return(path, leg.Side, leg.Rtp.LocalEndPoint.Port);
    }

    private void FreeClosedPaths()
    {
        while (_closedPaths.TryTake(out var path))
        {
            foreach (var line in path.Lines)
            {
                Return(path, LegSide.Ingress, line.PortOf(LegSide.Ingress));
                Return(path, LegSide.Egress, line.PortOf(LegSide.Egress));
            }
        }
    }

    private void Return(RelayPath path, LegSide side, int port) => _sides[path.FamilyOf(side)].Ports.Return(port);

    private sealed record Side(IPAddress Address, PortAllocator Ports);
}
