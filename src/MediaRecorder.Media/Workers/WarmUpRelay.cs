using System.Net;
using System.Net.Sockets;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Net;
using MediaRecorder.Rtp.Packets;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Media.Workers;

/// <summary>
/// A few calls that relay to themselves before the first real one, for what is compiled only when it is needed. They have a
/// plane of their own with real sockets, on the addresses and ports that the calls will have. Owner: the thread that starts
/// the recorder.
/// </summary>
internal static class WarmUpRelay
{
    /// <summary>After 30 calls of a method the runtime compiles it again, for speed.</summary>
    public const int Calls = 40;

    /// <summary>A machine so slow that this is not enough starts half warm rather than late.</summary>
    public const long MaxNs = 200_000_000;

    // Each relays one packet.
    private const int Turns = 6;

    private const int PacketBytes = RtpHeader.FixedBytes + 160;
    private const int RingBytes = 1 << 20;

    /// <summary>Relays; answers how many packets went all the way.</summary>
    public static long Run(IPAddress address, Func<PortAllocator> newPorts, MonotonicClock clock)
    {
        using var ring = new PacketRing(RingBytes);
        using var plane = new MediaPlane([address], newPorts, [[ring]], clock, NullLogger.Instance);
        var worker = plane.Workers[0];
        var endNs = clock.NowNs + MaxNs;
        for (var call = 0; call < Calls && clock.NowNs < endNs; call++)
        {
            Relay(plane, worker, address.AddressFamily);
        }

        return worker.Counters.Ingress.RelayedPackets + worker.Counters.Egress.RelayedPackets;
    }

    // Both sides are told that their party is at their own port, so a packet goes round between them.
    private static void Relay(MediaPlane plane, MediaWorker worker, AddressFamily family)
    {
        if (!plane.TryOpen(new TapPair(0, new TapId(1), new TapId(2)), family, family, out var path))
        {
            return;
        }

        if (plane.TryAddLine(path, 0))
        {
            plane.SetVoice(path, 0);
            var (ingress, egress) = (path[0]!.Ingress!, path[0]!.Egress!);
            plane.SetRemote(path, 0, LegSide.Ingress, ToItself(ingress));
            plane.SetRemote(path, 0, LegSide.Egress, ToItself(egress));
            worker.Turn(0);
            Span<byte> packet = stackalloc byte[PacketBytes];
            RtpHeader.Write(packet, new PayloadType(0), false, new SequenceNumber(1), new RtpTimestamp(1), new Ssrc(1));
            ingress.Rtp.TrySend(packet, SocketEndpoint.From(ingress.Rtp.LocalEndPoint));
            for (var turn = 0; turn < Turns; turn++)
            {
                worker.Turn(0);
            }
        }

        plane.Close(path);
        worker.Turn(0);
    }

    private static LineRemote ToItself(MediaLeg leg) =>
        new(LineKind.Rtp, leg.Rtp.LocalEndPoint, leg.Rtcp.LocalEndPoint);
}
