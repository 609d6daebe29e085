using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Bridges;
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

    private const int MembersWithoutGuests = 2;

    // Ports of the two families are not the same ports, so each has its own.
    private readonly Dictionary<AddressFamily, Side> _sides;
    private readonly MediaWorker[] _workers;
    private readonly PacketRing[][] _rings;
    private readonly Mailbox<MediaLeg> _closedLegs = new();
    private readonly Func<PortAllocator> _newPorts;
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
        _newPorts = newPorts;
        _rings = rings;
        _clock = clock;
        _logger = logger;
        _workers = new MediaWorker[rings.Length];
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new MediaWorker(i, (newLoop ?? EventLoop.Create)(), clock, _closedLegs, logger);
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

    /// <summary>Has the code of calls compiled, so that the first does not wait for it. Before <see cref="Start"/>.</summary>
    public void WarmUp() => WarmUpRelay.Run(_sides.Values.First().Address, _newPorts, _clock);

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
        FreeClosedLegs();
        if (place is < 0 or >= RelayPath.MaxLines)
        {
            return false;
        }

        if (!TryBindLeg(path, path.FamilyOf(LegSide.Ingress), LegSide.Ingress, path.Taps.Ingress, out var ingress))
        {
            return false;
        }

        if (!TryBindLeg(path, path.FamilyOf(LegSide.Egress), LegSide.Egress, path.Taps.Egress, out var egress))
        {
            Release(ingress);
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
        PostAndWake(path, new MediaCommand.Attach(line));
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

    public void SetRemote(RelayPath path, int place, LegSide side, LineRemote remote) =>
        SetRemote(path, path[place]?.Leg(side), remote);

    public void SetGuestRemote(RelayPath path, GuestLeg guest, LineRemote remote) => SetRemote(path, guest.Leg, remote);

    private static void SetRemote(RelayPath path, MediaLeg? leg, LineRemote remote)
    {
        if (leg is not null)
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
        else
        {
            keys?.Clear();
        }
    }

    public void SetGuestKeys(RelayPath path, GuestLeg guest, LineKeys? keys) =>
        path.Worker!.Commands.Post(new MediaCommand.SetKeys(guest.Leg!, keys));

    public bool TryAddGuest(
        RelayPath path, AddressFamily family, TapId tap, [NotNullWhen(true)] out GuestLeg? guest)
    {
        FreeClosedLegs();
        guest = null;
        if (path.Guests.Count + MembersWithoutGuests >= Bridge.MaxMembers || !_sides.ContainsKey(family)
            || !TryBindLeg(path, family, LegSide.Egress, tap, out var leg))
        {
            return false;
        }

        guest = new GuestLeg(family, leg.Rtp.LocalEndPoint.Port) { Leg = leg };
        path.Guests.Add(guest);
        PostAndWake(path, new MediaCommand.AttachGuest(leg));
        return true;
    }

    public bool TryJoin(RelayPath path, int place, LegSide side, BridgeVoice voice) =>
        path[place]?.Leg(side) is { } leg && TryJoin(path, leg, voice);

    public bool TryJoinGuest(RelayPath path, GuestLeg guest, BridgeVoice voice)
    {
        if (!TryJoin(path, guest.Leg!, voice))
        {
            return false;
        }

        path.Worker!.Commands.Post(new MediaCommand.Tap(guest.Leg!, path.Ring));
        return true;
    }

    public void Leave(RelayPath path, int place, LegSide side)
    {
        if (path[place]?.Leg(side) is { } leg)
        {
            path.Worker!.Commands.Post(new MediaCommand.Join(leg, null));
        }
    }

    public void RemoveGuest(RelayPath path, GuestLeg guest)
    {
        if (path.Guests.Remove(guest))
        {
            path.Worker!.Commands.Post(new MediaCommand.CloseLeg(guest.Leg!));
        }
    }

    public void Seat(RelayPath path, int place, LegSide side, GuestLeg guest)
    {
        var before = path[place]!;
        var (seated, other) = (guest.Leg!, before.Leg(side == LegSide.Ingress ? LegSide.Egress : LegSide.Ingress)!);
        path.Guests.Remove(guest);
        path.SetFamily(side, guest.Family);
        path[place] = side == LegSide.Ingress
            ? new RelayLine(guest.Port, before.PortOf(LegSide.Egress)) { Ingress = seated, Egress = other }
            : new RelayLine(before.PortOf(LegSide.Ingress), guest.Port) { Ingress = other, Egress = seated };
        path.Worker!.Commands.Post(new MediaCommand.Seat(seated, before.Leg(side)!, other));
        path.Worker.Commands.Post(new MediaCommand.Join(seated, null));
        path.Worker.Commands.Post(new MediaCommand.Join(other, null));
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
        foreach (var leg in path.Legs)
        {
            packets += Volatile.Read(ref leg.ReceivedPackets);
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

    private static bool TryJoin(RelayPath path, MediaLeg leg, BridgeVoice voice)
    {
        var ssrc = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
#pragma warning disable CA2000 // The worker disposes of it.
        if (!BridgeMember.TryCreate(path.Bridge ??= new Bridge(), voice, ssrc, out var member))
#pragma warning restore CA2000
        {
            return false;
        }

        PostAndWake(path, new MediaCommand.Join(leg, member));
        return true;
    }

    private static void PostAndWake(RelayPath path, MediaCommand command)
    {
        path.Worker!.Commands.Post(command);
        path.Worker.Loop.Wake();
    }

    private static SocketEndpoint ToEndpoint(IPEndPoint? endpoint) =>
        endpoint is null ? default : SocketEndpoint.From(endpoint);

    private bool TryBindLeg(
        RelayPath path, AddressFamily family, LegSide side, TapId tap, [NotNullWhen(true)] out MediaLeg? leg)
    {
        var (address, ports) = _sides[family];
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

    private void Release(MediaLeg leg)
    {
        leg.Rtp.Dispose();
        leg.Rtcp.Dispose();
        Return(leg);
    }

    private void FreeClosedLegs()
    {
        while (_closedLegs.TryTake(out var leg))
        {
            Return(leg);
        }
    }

    private void Return(MediaLeg leg)
    {
        var local = leg.Rtp.LocalEndPoint;
        _sides[local.AddressFamily].Ports.Return(local.Port);
    }

    private sealed record Side(IPAddress Address, PortAllocator Ports);
}
