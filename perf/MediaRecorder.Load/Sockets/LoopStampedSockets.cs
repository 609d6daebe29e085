using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Net;

namespace MediaRecorder.Load.Sockets;

/// <summary>Sockets stamped when this program looks, on the process's monotonic clock.</summary>
internal sealed class LoopStampedSockets(EventLoop loop, MonotonicClock clock) : LegSockets
{
    // A leg is looked at every 20 ms; the system's default holds seconds of G.711.
    private const int DefaultReceiveBuffer = 0;

    public override string StampedBy => "loop";

    public override long NowNs => clock.NowNs;

    public override bool TryBind(
        IPEndPoint local, [NotNullWhen(true)] out LegSocket? socket, [NotNullWhen(false)] out string? failure)
    {
#pragma warning disable CA2000 // The leg's socket owns it from here on.
        socket = loop.TryBind(local, DefaultReceiveBuffer, out var bound, out failure)
#pragma warning restore CA2000
            ? new LoopStampedSocket(bound, clock)
            : null;
        return socket is not null;
    }
}
