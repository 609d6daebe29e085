namespace MediaRecorder.Server.Options;

/// <summary><c>$.sip</c> as written.</summary>
public sealed record SipOptions
{
    /// <summary>UDP <c>address:port</c>; also what Via and Contact say.</summary>
    public string Listen { get; init; } = "127.0.0.1:5060";

    /// <summary>TCP <c>address:port</c>; empty: no peer can connect by TCP.</summary>
    public string TcpListen { get; init; } = "";

    /// <summary>Seconds between CRLF keepalives on connections that we opened; 0 = none.</summary>
    public int PingSeconds { get; init; } = 30;

    /// <summary>Calls at one time; a further one is answered 503.</summary>
    public int MaxCalls { get; init; } = 1000;

    // RFC 3261 §16.6 step 11: Timer C must be larger than 3 minutes for a proxy; a B2BUA may be stricter.
    /// <summary>Seconds after which a call that nobody answers is cancelled.</summary>
    public int NoAnswerTimeoutSeconds { get; init; } = 180;

    /// <summary>Session interval that is proposed to each party (RFC 4028); 0 = none is.</summary>
    public int SessionSeconds { get; init; } = 1800;

    /// <summary>The shortest session interval that is accepted; less is answered 422.</summary>
    public int MinSessionSeconds { get; init; } = 90;

    /// <summary>New calls a second; a further one is answered 503. 0 = any number.</summary>
    public int MaxCallsPerSecond { get; init; }

    /// <summary>New calls a second from one address; 0 = any number.</summary>
    public int MaxCallsPerSecondPerSource { get; init; }

    /// <summary>Seconds that running calls may go on after SIGTERM; 0 = they are hung up at once.</summary>
    public int DrainSeconds { get; init; } = 300;

    /// <summary>Phones that may be registered through the recorder at one time.</summary>
    public int MaxRegistrations { get; init; } = 10_000;
}
