namespace MediaRecorder.Net.Streams;

/// <summary>What a peer may cost. Timeouts are kept to the second.</summary>
public sealed record StreamLimits
{
    /// <summary>Accepted connections, over all listeners.</summary>
    public int MaxConnections { get; init; } = 2000;

    /// <summary>Of those, from one IPv4 address or one IPv6 /64, which is what one site is given.</summary>
    public int MaxConnectionsPerSource { get; init; } = 200;

    /// <summary>Messages of one connection that are received and not worked on; then it is not read on.</summary>
    public int MessagesInHand { get; init; } = 8;

    /// <summary>Bytes that wait for one peer to read; beyond them it is given up.</summary>
    public int MaxQueuedBytes { get; init; } = 1024 * 1024;

    /// <summary>To reach a peer, TLS not included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the first byte of a message to its last, and from accepting to the end of the first.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>For a peer that takes nothing of what we write.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>Without a byte from the peer.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Between pings on connections we opened; zero sends none.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(30);

    // RFC 5626 §4.4.1: without the pong within 10 s the flow is considered failed.
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
