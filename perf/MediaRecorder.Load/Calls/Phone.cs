using System.Net;
using MediaRecorder.Net;
using MediaRecorder.Sip.UserAgents;

namespace MediaRecorder.Load.Calls;

/// <summary>A user agent on its UDP socket: plays one side of all calls. Owner: LoadWorker.</summary>
internal sealed class Phone(UserAgent agent, UdpSocket socket) : IDisposable
{
    private const int LargestDatagram = 65535;

    private readonly byte[] _datagram = new byte[LargestDatagram];

    public UserAgent Agent { get; } = agent;

    /// <summary>Feeds the agent what has arrived, but leaves its events for <see cref="TryTake"/>.</summary>
    /// <returns>False when nothing was there.</returns>
    public bool TryReceive(long nowNs)
    {
        var bytes = socket.TryReceive(_datagram, out var source);
        if (bytes < 0)
            return false;
        Agent.Receive(_datagram.AsSpan(0, Math.Min(bytes, LargestDatagram)), source.ToIPEndPoint(), nowNs);
        return true;
    }

    /// <summary>The next thing the agent has to say; datagrams are sent on the way.</summary>
    public bool TryTake(out UserAgentEvent? e)
    {
        while (Agent.TryTake(out e))
        {
            if (e is not UserAgentEvent.SendDatagram send)
                return true;
            // A datagram the system refuses is a lost one; the agent sends it again.
            _ = socket.TrySend(send.Bytes.Span, SocketEndpoint.From(send.Destination));
        }

        return false;
    }

    public void Dispose() => socket.Dispose();

    /// <summary>Throws <see cref="IOException"/> when the address cannot be had.</summary>
    public static Phone Open(EventLoop loop, IPEndPoint local, int token, string user, int seed)
    {
        // Room for a burst of retransmissions of all calls while this program is late.
        const int ReceiveBufferBytes = 8 << 20;
#pragma warning disable CA2000 // The phone owns the socket from here on.
        if (!loop.TryBind(local, ReceiveBufferBytes, out var socket, out var failure))
            throw new IOException(failure);
#pragma warning restore CA2000
        loop.Add(socket, token);
        return new Phone(new UserAgent(local, user, seed), socket);
    }
}
