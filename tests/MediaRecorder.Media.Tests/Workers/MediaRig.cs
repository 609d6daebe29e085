using System.Net;
using System.Net.Sockets;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Workers;
using MediaRecorder.Net;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.TestKit.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Media.Tests.Workers;

/// <summary>A media plane of one worker on a fake loop, with one open call between a caller and a callee.</summary>
internal sealed class MediaRig : IDisposable
{
    public static readonly IPEndPoint CallerRtp = new(IPAddress.Parse("192.0.2.10"), 4000);
    public static readonly IPEndPoint CallerRtcp = new(IPAddress.Parse("192.0.2.10"), 4001);
    public static readonly IPEndPoint CalleeRtp = new(IPAddress.Parse("192.0.2.20"), 6000);
    public static readonly IPEndPoint CalleeRtcp = new(IPAddress.Parse("192.0.2.20"), 6001);
    public static readonly TapId CallerTap = new(11);
    public static readonly TapId CalleeTap = new(12);

    public MediaRig(int ringBytes = 64 * 1024, int lastPort = 10_999)
    {
        Ring = new PacketRing(ringBytes);
        Plane = new MediaPlane(
            [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")],
            () => new PortAllocator(10_000, lastPort), [[Ring]], new MonotonicClock(Time), NullLogger.Instance,
            () => Loop);
        Path = Open(new TapPair(0, CallerTap, CalleeTap));
        SetRemote(LegSide.Ingress, Caller);
        SetRemote(LegSide.Egress, Callee);
        Turn();
    }

    public static LineRemote Caller { get; } = new(LineKind.Rtp, CallerRtp, CallerRtcp);

    public static LineRemote Callee { get; } = new(LineKind.Rtp, CalleeRtp, CalleeRtcp);

    public ManualTime Time { get; } = new();

    public FakeLoop Loop { get; } = new();

    public PacketRing Ring { get; }

    public MediaPlane Plane { get; }

    public RelayPath Path { get; }

    public MediaWorker Worker => Plane.Workers[0];

    public MediaCounters Counters => Worker.Counters;

    /// <summary>Our sockets: what the caller sends to, and what the callee sends to.</summary>
    public FakeSocket CallerSide => Loop.At(PortOf(LegSide.Ingress));

    public FakeSocket CallerRtcpSide => Loop.At(PortOf(LegSide.Ingress) + 1);

    public FakeSocket CalleeSide => Loop.At(PortOf(LegSide.Egress));

    public FakeSocket CalleeRtcpSide => Loop.At(PortOf(LegSide.Egress) + 1);

    public static byte[] Rtp(ushort sequence = 1, byte payloadType = 0, int payloadBytes = 160)
    {
        var packet = new byte[12 + payloadBytes];
        RtpHeader.Write(
            packet, new PayloadType(payloadType), false, new SequenceNumber(sequence),
            new RtpTimestamp(160u * sequence), new Ssrc(7));
        return packet;
    }

    /// <summary>A call with one line, which is its voice; it fails the test when there are no ports.</summary>
    public RelayPath Open(TapPair? taps = null)
    {
        Assert.True(TryOpen(taps, out var path));
        return path!;
    }

    public bool TryOpen(TapPair? taps, out RelayPath? path)
    {
        const AddressFamily v4 = AddressFamily.InterNetwork;
        if (!Plane.TryOpen(taps, v4, v4, out path))
        {
            return false;
        }

        if (!Plane.TryAddLine(path, 0))
        {
            Plane.Close(path);
            return false;
        }

        Plane.SetVoice(path, 0);
        return true;
    }

    public void SetRemote(LegSide side, LineRemote remote, int place = 0) =>
        Plane.SetRemote(Path, place, side, remote);

    public int PortOf(LegSide side, int place = 0) => Path[place]!.PortOf(side);

    public void Turn() => Worker.Turn(0);

    public void FromCaller(byte[] packet, IPEndPoint? source = null)
    {
        CallerSide.Deliver(packet, SocketEndpoint.From(source ?? CallerRtp));
        Turn();
    }

    public void FromCallee(byte[] packet, IPEndPoint? source = null)
    {
        CalleeSide.Deliver(packet, SocketEndpoint.From(source ?? CalleeRtp));
        Turn();
    }

    public void Dispose()
    {
        Plane.Dispose();
        Ring.Dispose();
    }
}
