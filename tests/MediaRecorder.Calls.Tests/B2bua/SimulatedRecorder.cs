using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MediaRecorder.Buffers;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Bridges;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;
using MediaRecorder.Media.Workers;
using MediaRecorder.TestKit.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Calls.Tests.B2bua;

/// <summary>The B2BUA on a simulated network, with a relay that has no recording of its own.</summary>
internal sealed class SimulatedRecorder : ISimulatedNode, IMediaPlane
{
    public static readonly IPEndPoint Sip = new(IPAddress.Parse("192.0.2.1"), 5060);
    public static readonly IPEndPoint CustomerSip = new(IPAddress.Parse("192.0.2.10"), 5060);
    public static readonly IPEndPoint AgentSip = new(IPAddress.Parse("192.0.2.20"), 5060);

    private readonly SimulatedNetwork _network;
    private readonly Dictionary<int, (RelayPath Path, int Place, LegSide Side)> _ports = [];
    private readonly Dictionary<(RelayPath Path, int Place, LegSide Side), LineRemote> _remotes = [];
    private readonly Dictionary<(int Place, LegSide Side), LineKeys?> _keys = [];
    private readonly Dictionary<RelayPath, int?> _voices = [];
    private readonly Dictionary<RelayPath, TapPair?> _taps = [];
    private int _nextPort = 10_000;
    private int _token;

    public SimulatedRecorder(SimulatedNetwork network, CallsModel? model = null, IRecordingPlane? recording = null)
    {
        _network = network;
        var origin = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        B2bua = new Calls.B2bua.B2bua(
            model ?? Model(), this, recording ?? Recording, Counters, NullLogger.Instance,
            ns => origin.AddTicks(ns / 100), NewToken);
        network.Attach(this, Sip);
    }

    public Calls.B2bua.B2bua B2bua { get; }

    public CallsCounters Counters { get; } = new();

    public RecordingLedger Recording { get; } = new();

    public int OpenPaths { get; private set; }

    /// <summary>Ports that calls hold.</summary>
    public int OpenPorts => _ports.Count;

    /// <summary>What the relay says to have received in each call.</summary>
    public long Packets { get; set; }

    /// <summary>Where the packets of recorded calls are copied to.</summary>
    public PacketRing? Ring { get; init; }

    /// <summary>The next SDP address that a call reports meets a defect of ours.</summary>
    public bool FailsOnce { get; set; }

    /// <summary>No media port is free.</summary>
    public bool OutOfPorts { get; set; }

    public long NextDeadlineNs => B2bua.NextDeadlineNs;

    public static CallsModel Model(
        int maxCalls = 100, bool record = true, TimeSpan? noAnswer = null, bool keypad = true) => new(
        Sip,
        Sip.Address,
        10_000,
        19_999,
        maxCalls,
        noAnswer ?? TimeSpan.FromSeconds(60),
        new KeypadModel(["#11#", "#11"], ["#12#", "#12"], TimeSpan.FromSeconds(4)),
        ImmutableSortedDictionary.CreateRange(
        [
            KeyValuePair.Create("carrier", Trunk("carrier", TrunkSide.External, CustomerSip, "pbx", record, keypad)),
            KeyValuePair.Create("pbx", Trunk("pbx", TrunkSide.Internal, AgentSip, "carrier", record, keypad)),
        ]));

    public void Receive(ReadOnlySpan<byte> datagram, IPEndPoint source, IPEndPoint destination, long nowNs)
    {
        if (destination.Equals(Sip))
        {
            B2bua.Receive(datagram, source, nowNs);
            Flush();
        }
        else if (_ports.TryGetValue(destination.Port, out var leg))
        {
            var other = leg.Side == LegSide.Ingress ? LegSide.Egress : LegSide.Ingress;
            if (_taps.GetValueOrDefault(leg.Path) is { } taps && _voices.GetValueOrDefault(leg.Path) == leg.Place)
            {
                Ring?.TryWrite(leg.Side == LegSide.Ingress ? taps.Ingress : taps.Egress, nowNs, datagram);
            }

            if (_remotes.GetValueOrDefault((leg.Path, leg.Place, other)).Rtp is { } remote)
            {
                _network.Send(
                    new IPEndPoint(Sip.Address, leg.Path[leg.Place]!.PortOf(other)), remote, datagram);
            }
        }
    }

    public void OnDeadline(long nowNs)
    {
        B2bua.OnDeadline(nowNs);
        Flush();
    }

    public void Flush()
    {
        while (B2bua.TryTake(out var datagram))
        {
            _network.Send(Sip, datagram.Destination.EndPoint, datagram.Bytes.Span);
        }
    }

    public bool TryOpen(
        TapPair? taps, AddressFamily ingress, AddressFamily egress, [NotNullWhen(true)] out RelayPath? path)
    {
        path = new RelayPath(ingress, egress);
        _taps[path] = taps;
        OpenPaths++;
        return true;
    }

    public bool TryAddLine(RelayPath path, int place)
    {
        if (OutOfPorts || place >= RelayPath.MaxLines)
        {
            return false;
        }

        path[place] = new RelayLine(_nextPort, _nextPort + 2);
        _nextPort += 4;
        foreach (var side in Enum.GetValues<LegSide>())
        {
            var port = path[place]!.PortOf(side);
            _ports[port] = (path, place, side);
            _network.Attach(this, new IPEndPoint(Sip.Address, port));
        }

        return true;
    }

    public void SetVoice(RelayPath path, int? place) => _voices[path] = place;

    public long PacketsOf(RelayPath path) => Packets;

    /// <summary>Third parties that have ports, and where they want their packets.</summary>
    public Dictionary<GuestLeg, LineRemote> Guests { get; } = [];

    /// <summary>Who is mixed, by the port it sends to, and how.</summary>
    public SortedDictionary<int, BridgeVoice> Mixed { get; } = [];

    public bool TryAddGuest(RelayPath path, AddressFamily family, TapId tap, [NotNullWhen(true)] out GuestLeg? guest)
    {
        guest = null;
        if (OutOfPorts || Guests.Count == 6)
        {
            return false;
        }

        guest = new GuestLeg(family, _nextPort);
        _nextPort += 2;
        Guests.Add(guest, default);
        return true;
    }

    public void SetGuestRemote(RelayPath path, GuestLeg guest, LineRemote remote)
    {
        RemoteChanges++;
        Guests[guest] = remote;
    }

    /// <summary>By which keys third parties are secure; null once they have been plain again.</summary>
    public Dictionary<GuestLeg, LineKeys?> GuestKeys { get; } = [];

    public void SetGuestKeys(RelayPath path, GuestLeg guest, LineKeys? keys)
    {
        KeyChanges++;
        GuestKeys[guest] = keys;
    }

    public bool TryJoin(RelayPath path, int place, LegSide side, BridgeVoice voice)
    {
        Mixed[path[place]!.PortOf(side)] = voice;
        return true;
    }

    public bool TryJoinGuest(RelayPath path, GuestLeg guest, BridgeVoice voice)
    {
        Mixed[guest.Port] = voice;
        return true;
    }

    public void Leave(RelayPath path, int place, LegSide side) => Mixed.Remove(path[place]!.PortOf(side));

    public void RemoveGuest(RelayPath path, GuestLeg guest)
    {
        Guests.Remove(guest);
        Mixed.Remove(guest.Port);
    }

    public void Seat(RelayPath path, int place, LegSide side, GuestLeg guest)
    {
        var (ingress, egress) = (path[place]!.PortOf(LegSide.Ingress), path[place]!.PortOf(LegSide.Egress));
        path[place] = side == LegSide.Ingress ? new RelayLine(guest.Port, egress) : new RelayLine(ingress, guest.Port);
        Guests.Remove(guest);

        // Its sockets keep their keys.
        _keys[(place, side)] = GuestKeys.GetValueOrDefault(guest);
        _ports.Remove(side == LegSide.Ingress ? ingress : egress);
        _ports[guest.Port] = (path, place, side);
        Mixed.Clear();
    }

    /// <summary>What the relay says not to have been able to open of the caller's packets.</summary>
    public long Unopened { get; set; }

    public long UnopenedPacketsOf(RelayPath path, LegSide side) => side == LegSide.Ingress ? Unopened : 0;

    /// <summary>The keys of an m-line of the only call; null while it is plain.</summary>
    public LineKeys? KeysOf(LegSide side, int place = 0) => _keys.GetValueOrDefault((place, side));

    /// <summary>How often the relay was given keys, or told to be plain.</summary>
    public int KeyChanges { get; private set; }

    public void SetKeys(RelayPath path, int place, LegSide side, LineKeys? keys)
    {
        KeyChanges++;
        _keys[(place, side)] = keys;
    }

    /// <summary>How often the relay was told where packets go.</summary>
    public int RemoteChanges { get; private set; }

    /// <summary>Where the only call sends the packets of one m-line for one side.</summary>
    public LineRemote RemoteOf(LegSide side, int place = 0) =>
        _remotes.Single(r => r.Key.Side == side && r.Key.Place == place).Value;

    /// <summary>The m-line of the only call that is recorded.</summary>
    public int? Voice => _voices.Single().Value;

    public void SetRemote(RelayPath path, int place, LegSide side, LineRemote remote)
    {
        if (FailsOnce)
        {
            FailsOnce = false;
            throw new InvalidOperationException("defect");
        }

        RemoteChanges++;
        _remotes[(path, place, side)] = remote;
    }

    public void Close(RelayPath path)
    {
        foreach (var port in path.Lines.SelectMany(_ => Enum.GetValues<LegSide>(), (line, side) => line.PortOf(side)))
        {
            _ports.Remove(port);
            _network.Detach(new IPEndPoint(Sip.Address, port));
        }

        Guests.Clear();
        Mixed.Clear();
        OpenPaths--;
    }

    private static TrunkModel Trunk(
        string name, TrunkSide side, IPEndPoint peer, string routeTo, bool record, bool keypad) =>
        new(
            name, side, [new AllowedSource(new IPNetwork(peer.Address, 32), null)], [new NextHopModel(peer)], routeTo,
            record, RecordHolds: false, keypad);

    private string NewToken() => "token-" + (++_token).ToString("D10", CultureInfo.InvariantCulture);
}
