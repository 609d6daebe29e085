using System.Net;
using System.Net.Sockets;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Bridges;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;
using MediaRecorder.Media.Tests.Workers;

namespace MediaRecorder.Media.Tests.Bridges;

/// <summary>A recorded call whose two parties, and perhaps more, are bridged; each party is a phone that says a tone.</summary>
internal sealed class BridgeRig : IDisposable
{
    public static readonly BridgeFormat Pcmu = new(0, "PCMU", 8000);
    public static readonly BridgeFormat Pcma = new(8, "PCMA", 8000);
    public static readonly BridgeFormat G722 = new(9, "G722", 8000);
    public static readonly BridgeFormat G729 = new(18, "G729", 8000);
    public static readonly BridgeFormat Opus = new(111, "opus", 48000, 2);
    public static readonly BridgeFormat L16 = new(97, "L16", 48000);
    public static readonly BridgeFormat Events = new(BridgePhone.EventType, "telephone-event", 8000);

    // Far apart, and none a harmonic of another.
    private static readonly double[] Tones = [440, 630, 870, 1130, 1370, 1670, 1970, 2310];

    private readonly MediaRig _rig = new(ringBytes: 1 << 20);
    private readonly List<GuestLeg> _guests = [];

    /// <param name="options">Of each party; its tone is given to it. The first two are caller and callee.</param>
    public BridgeRig(params BridgePhoneOptions[] options)
    {
        for (var i = 0; i < options.Length; i++)
        {
            AddPhone(options[i]);
        }

        for (var i = 0; i < options.Length; i++)
        {
            Assert.True(TryJoin(i, VoiceOf(options[i].Format)));
            if (options[i].IsSecure)
            {
                Agree(i, Phones[i].Keys());
            }
        }
    }

    public MediaRig Rig => _rig;

    public List<BridgePhone> Phones { get; } = [];

    public IReadOnlyList<GuestLeg> Guests => _guests;

    public BridgeCounters Counters => _rig.Counters.Bridges;

    public long NowNs => _rig.Time.NowNs;

    public static BridgeVoice VoiceOf(BridgeFormat format) => new([format, Events], format, Events);

    public static BridgePhoneOptions Speaking(BridgeFormat format) => new() { Format = format };

    public void AddPhone(BridgePhoneOptions options)
    {
        var number = Phones.Count;
        var tone = options.Hz == 0 ? options with { Hz = Tones[number] } : options;
        var socket = number switch { 0 => _rig.CallerSide, 1 => _rig.CalleeSide, _ => AddGuest(number) };
        var rtp = number switch { 0 => MediaRig.CallerRtp, 1 => MediaRig.CalleeRtp, _ => GuestRtp(number) };
        Phones.Add(new BridgePhone(socket, rtp, tone, number));
    }

    public bool TryJoin(int number, BridgeVoice voice) => number switch
    {
        0 => _rig.Plane.TryJoin(_rig.Path, 0, LegSide.Ingress, voice),
        1 => _rig.Plane.TryJoin(_rig.Path, 0, LegSide.Egress, voice),
        _ => _rig.Plane.TryJoinGuest(_rig.Path, _guests[number - 2], voice),
    };

    /// <summary>The media of that party are secure by these keys, as its newest SDP has it.</summary>
    public void Agree(int number, LineKeys? keys)
    {
        if (number < 2)
        {
            _rig.Plane.SetKeys(_rig.Path, 0, number == 0 ? LegSide.Ingress : LegSide.Egress, keys);
        }
        else
        {
            _rig.Plane.SetGuestKeys(_rig.Path, _guests[number - 2], keys);
        }
    }

    public static IPEndPoint GuestRtp(int number) => new(IPAddress.Parse($"192.0.2.{30 + number}"), 7000);

    public static IPEndPoint GuestRtcp(int number) => new(GuestRtp(number).Address, GuestRtp(number).Port + 1);

    /// <summary>Lets time pass in turns of 1 ms.</summary>
    public void Run(int ms)
    {
        for (var i = 0; i < ms; i++)
        {
            _rig.Time.AdvanceNs(1_000_000);
            foreach (var phone in Phones)
            {
                phone.Advance(NowNs);
            }

            // A worker takes one datagram of each socket in a turn.
            do
            {
                _rig.Turn();
            }
            while (Phones.Exists(phone => phone.Socket.HasMail));
            while (_rig.Ring.TryRead(_rig.Ring.WritePosition, out var record))
            {
                Taps.Add((record.Tap, record.Packet.ToArray()));
                _rig.Ring.Release();
            }
        }

        foreach (var phone in Phones)
        {
            phone.Listen();
        }
    }

    /// <summary>What went to the recording.</summary>
    public List<(TapId Tap, byte[] Packet)> Taps { get; } = [];

    public void Dispose()
    {
        foreach (var phone in Phones)
        {
            phone.Dispose();
        }

        _rig.Dispose();
    }

    private FakeSocket AddGuest(int number)
    {
        Assert.True(_rig.Plane.TryAddGuest(_rig.Path, AddressFamily.InterNetwork, new TapId(20 + number), out var guest));
        _guests.Add(guest);
        _rig.Plane.SetGuestRemote(_rig.Path, guest, new LineRemote(LineKind.Rtp, GuestRtp(number), GuestRtcp(number)));
        _rig.Turn();
        return _rig.Loop.At(guest.Port);
    }
}
