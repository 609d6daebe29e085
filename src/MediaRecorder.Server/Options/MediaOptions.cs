namespace MediaRecorder.Server.Options;

/// <summary><c>$.media</c> as written.</summary>
public sealed record MediaOptions
{
    /// <summary>Address of the RTP ports and of the c= lines.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>A second one, of the other address family; empty: calls are of one family.</summary>
    public string Address6 { get; init; } = "";

    /// <summary><c>first-last</c>: first even, last odd, so that the range holds whole RTP and RTCP pairs.</summary>
    public string Ports { get; init; } = "10000-29999";

    /// <summary>Seconds of silence of both sides that end a call; 0 never. REQ A-07.</summary>
    public int TimeoutSeconds { get; init; }

    /// <summary>The same while a party is on hold.</summary>
    public int HoldTimeoutSeconds { get; init; }

    /// <summary>Relay threads; 0 = cores − 1, at least 1.</summary>
    public int Workers { get; init; }

    /// <summary>Bytes of the packet ring between a relay thread and the recording, a power of two; 0 = what
    /// <c>sip.maxCalls</c> want.</summary>
    public int RingBytes { get; init; }
}
