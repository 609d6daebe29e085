using MediaRecorder.Net;

namespace MediaRecorder.Load.Sockets;

/// <summary>The RTP socket of one leg. No call of it waits or allocates. Owner: LoadWorker.</summary>
internal abstract class LegSocket : IDisposable
{
    /// <summary>False when the system would block or refuses; the packet was not sent then.</summary>
    public abstract bool TrySend(ReadOnlySpan<byte> packet, in SocketEndpoint destination);

    /// <summary>Takes what has arrived, up to <see cref="ArrivalBatch.Capacity"/>, and returns how many.</summary>
    public abstract int Receive(ArrivalBatch batch);

    public abstract void Dispose();
}
