using MediaRecorder.Net;

namespace MediaRecorder.Load.Sockets;

/// <summary>
/// A socket of MediaRecorder.Net, for systems without SO_TIMESTAMPNS. A packet has arrived when this program looks: up
/// to the 20 ms between two looks at a leg are added to each latency.
/// </summary>
internal sealed class LoopStampedSocket(UdpSocket socket, MonotonicClock clock) : LegSocket
{
    public override bool TrySend(ReadOnlySpan<byte> packet, in SocketEndpoint destination) =>
        socket.TrySend(packet, destination);

    public override int Receive(ArrivalBatch batch)
    {
        var count = 0;
        while (count < ArrivalBatch.Capacity)
        {
            var bytes = socket.TryReceive(batch.Buffer(count), out _);
            if (bytes < 0)
                break;
            batch.Set(count++, bytes, clock.NowNs);
        }

        return count;
    }

    public override void Dispose() => socket.Dispose();
}
