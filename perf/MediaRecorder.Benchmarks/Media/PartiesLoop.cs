using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Net;

namespace MediaRecorder.Benchmarks.Media;

/// <summary>
/// An event loop without a system below, whose clock goes on by 20 ms with each wait: then every RTP socket has the next
/// packet of its party.
/// </summary>
/// <param name="packet">One packet of a party; numbers and times are written into copies of it.</param>
internal sealed class PartiesLoop(byte[] packet, uint ticks) : EventLoop
{
    private readonly List<int> _tokens = [];

    public BenchmarkTime Time { get; } = new();

    /// <summary>Datagrams sent by any of its sockets.</summary>
    public long Sent { get; private set; }

    /// <summary>Where the party of a port of ours is.</summary>
    public static IPEndPoint PartyOf(int port) => new(IPAddress.Parse("192.0.2.10"), port);

    public override bool TryBind(
        IPEndPoint localEndPoint, int receiveBufferBytes, [NotNullWhen(true)] out UdpSocket? socket,
        [NotNullWhen(false)] out string? failure)
    {
        socket = new PartySocket(this, localEndPoint, (byte[])packet.Clone(), ticks);
        failure = null;
        return true;
    }

    public override void Add(UdpSocket socket, int token)
    {
        if ((token & 1) == 0)
            _tokens.Add(token);
    }

    public override void Remove(UdpSocket socket)
    {
    }

    public override int Wait(Span<int> tokens, long timeoutNs)
    {
        Time.NowNs += 20_000_000;
        for (var i = 0; i < _tokens.Count; i++)
            tokens[i] = _tokens[i];
        return _tokens.Count;
    }

    public override void Rest(long ns)
    {
    }

    public override void Wake()
    {
    }

    public override void Dispose()
    {
    }

    internal sealed class BenchmarkTime : TimeProvider
    {
        public long NowNs { get; set; }

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => NowNs;
    }

    private sealed class PartySocket(PartiesLoop loop, IPEndPoint local, byte[] packet, uint ticks) : UdpSocket(local)
    {
        private readonly SocketEndpoint _party = SocketEndpoint.From(PartyOf(local.Port));
        private ushort _number;

        public override int ReceiveBufferBytes => 0;

        public override int TryReceive(Span<byte> buffer, out SocketEndpoint source)
        {
            source = _party;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), ++_number);
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), _number * ticks);
            packet.CopyTo(buffer);
            return packet.Length;
        }

        public override bool TrySend(ReadOnlySpan<byte> datagram, in SocketEndpoint destination)
        {
            loop.Sent++;
            return true;
        }

        public override void Dispose()
        {
        }
    }
}
