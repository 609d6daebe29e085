using System.Net;
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
            IPAddress.Parse("192.0.2.1"), new PortAllocator(10_000, lastPort), [[Ring]], new MonotonicClock(Time),
            NullLogger.Instance, () => Loop);
        Assert.True(Plane.TryOpen(new TapPair(0, CallerTap, CalleeTap), out var path));
        Path = path;
        Plane.SetRemote(path, LegSide.Ingress, CallerRtp, CallerRtcp);
        Plane.SetRemote(path, LegSide.Egress, CalleeRtp, CalleeRtcp);
        Turn();
    }

    public ManualTime Time { get; } = new();

    public FakeLoop Loop { get; } = new();

    public PacketRing Ring { get; }

    public MediaPlane Plane { get; }

    public RelayPath Path { get; }

    public MediaWorker Worker => Plane.Workers[0];

    public MediaCounters Counters => Worker.Counters;

    /// <summary>Our sockets: what the caller sends to, and what the callee sends to.</summary>
    public FakeSocket CallerSide => Loop.At(Path.IngressPort);

    public FakeSocket CalleeSide => Loop.At(Path.EgressPort);

    public static byte[] Rtp(ushort sequence = 1, byte payloadType = 0, int payloadBytes = 160)
    {
        var packet = new byte[12 + payloadBytes];
        RtpHeader.Write(
            packet, new PayloadType(payloadType), false, new SequenceNumber(sequence),
            new RtpTimestamp(160u * sequence), new Ssrc(7));
        return packet;
    }

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
