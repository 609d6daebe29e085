using System.Net;

namespace MediaRecorder.Load.Commands;

/// <summary>What the command line asks for. Immutable.</summary>
internal sealed record LoadOptions
{
    private const long NsPerMs = 1_000_000;

    /// <summary>The recorder's SIP address; with <see cref="Bare"/> the relay's media address.</summary>
    public required IPEndPoint Target { get; init; }

    /// <summary>SIP and media address of all callers.</summary>
    public required IPEndPoint Caller { get; init; }

    public required IPEndPoint Callee { get; init; }

    public int Calls { get; init; }

    public double CallsPerSecond { get; init; }

    /// <summary>Length of the steady window, in which all calls are up and everything is measured.</summary>
    public double Seconds { get; init; }

    public string Prefix { get; init; } = "9";

    public string CallerUser { get; init; } = "caller";

    public bool IsALaw { get; init; }

    public int FirstRtpPort { get; init; }

    public int AnswerAfterMs { get; init; }

    public int SettleMs { get; init; }

    public double SetupTimeoutSeconds { get; init; }

    public bool CalleeHangsUp { get; init; }

    /// <summary>Arrivals stamped by this program's loop although the kernel could.</summary>
    public bool StampInLoop { get; init; }

    /// <summary>First port and stride of a bare relay; null when calls are made by SIP.</summary>
    public (int BasePort, int Stride)? Bare { get; init; }

    public int? Pid { get; init; }

    public Uri? Metrics { get; init; }

    public string? Recordings { get; init; }

    /// <summary>Channel on which a recording shall have the caller.</summary>
    public int CallerChannel { get; init; }

    public bool Json { get; init; }

    public string Label { get; init; } = "";

    public long AnswerAfterNs => AnswerAfterMs * NsPerMs;

    public long SettleNs => SettleMs * NsPerMs;

    public long SetupTimeoutNs => (long)(SetupTimeoutSeconds * 1000) * NsPerMs;

    public long WindowNs => (long)(Seconds * 1000) * NsPerMs;
}
