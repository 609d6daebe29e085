using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace MediaRecorder.Load.Sockets;

/// <summary>Where leg sockets come from, and the clock by which their arrivals are stamped.</summary>
internal abstract class LegSockets
{
    /// <summary>"kernel" or "loop": what an arrival time of the report means.</summary>
    public abstract string StampedBy { get; }

    /// <summary>Of the clock that stamps arrivals; packets are stamped with it just before they are sent.</summary>
    public abstract long NowNs { get; }

    public abstract bool TryBind(
        IPEndPoint local, [NotNullWhen(true)] out LegSocket? socket, [NotNullWhen(false)] out string? failure);
}
