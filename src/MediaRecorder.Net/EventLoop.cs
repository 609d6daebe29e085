using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace MediaRecorder.Net;

/// <summary>
/// Waits for datagrams on many sockets and for a wake-up by another thread. Level-triggered: a socket is reported as
/// long as something is there, so an owner may take one datagram per turn from each.
/// </summary>
/// <remarks>
/// Tokens may be stale. <see cref="Wait"/> fills a batch; what the owner does for one token may remove the socket of
/// another in the same batch. The loop reports tokens, never objects, so the owner looks each up in its own table and
/// skips what is gone. A token that was given to a new socket in the meantime reports it too early, which is harmless:
/// receiving from a socket where nothing is, or that is disposed, returns −1.
/// </remarks>
// Owner: the thread that calls Wait. Before its first Wait another thread may Add. Any thread may TryBind and Wake.
// Debug builds check the owner. Dispose when the owner has stopped; bound sockets belong to whoever bound them.
public abstract class EventLoop : IDisposable
{
    private int _ownerThreadId;

    /// <summary>The fastest loop of this system: epoll on 64-bit Linux, elsewhere System.Net.Sockets.</summary>
    public static EventLoop Create() => EpollLoop.IsSupported ? new EpollLoop() : new ManagedLoop();

    /// <summary>Any thread. An IPv6 socket bound to :: also takes IPv4. Does not add the socket.</summary>
    /// <param name="localEndPoint">Port 0 lets the system choose.</param>
    /// <param name="receiveBufferBytes">Asked of the system, which may grant less; 0 leaves its default.</param>
    /// <param name="socket">The caller's to dispose.</param>
    /// <param name="failure">One line for the operator: what could not be bound, and why.</param>
    public abstract bool TryBind(
        IPEndPoint localEndPoint,
        int receiveBufferBytes,
        [NotNullWhen(true)] out UdpSocket? socket,
        [NotNullWhen(false)] out string? failure);

    /// <summary>Throws <see cref="InvalidOperationException"/> when the socket is added already or disposed, and
    /// <see cref="ArgumentException"/> when it was bound by another kind of loop.</summary>
    public abstract void Add(UdpSocket socket, int token);

    /// <summary>From the next <see cref="Wait"/> on the token is not reported. A socket that is not added is
    /// ignored, so that every way of closing a leg may call this.</summary>
    public abstract void Remove(UdpSocket socket);

    /// <summary>
    /// Fills <paramref name="tokens"/> with those of readable sockets and returns how many; when more are readable the
    /// others come in the next calls. Returns 0 after the time, after a <see cref="Wake"/>, or for no reason.
    /// </summary>
    /// <param name="tokens">At least one.</param>
    /// <param name="timeoutNs">From now; 0 or less polls, <see cref="long.MaxValue"/> waits without end. A system that
    /// cannot wait in nanoseconds rounds up to milliseconds.</param>
    public abstract int Wait(Span<int> tokens, long timeoutNs);

    /// <summary>
    /// Lets datagrams gather for so long, at most a millisecond, whatever comes: less is slept where the system cannot
    /// sleep so little. <see cref="Wake"/> does not end it.
    /// </summary>
    public abstract void Rest(long ns);

    /// <summary>Any thread. Ends the current <see cref="Wait"/>, or the next one if none is going on; several wake-ups
    /// may end only one. Harmless after Dispose.</summary>
    public abstract void Wake();

    public abstract void Dispose();

    [Conditional("DEBUG")]
    protected void ClaimOwner()
    {
        if (_ownerThreadId == 0)
            _ownerThreadId = Environment.CurrentManagedThreadId;
        AssertOwner();
    }

    [Conditional("DEBUG")]
    protected void AssertOwner()
    {
        if (_ownerThreadId != 0 && _ownerThreadId != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("the event loop is used by a thread that does not own it");
    }
}
