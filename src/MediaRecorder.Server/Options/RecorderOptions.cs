using System.Collections.Immutable;

namespace MediaRecorder.Server.Options;

/// <summary>
/// The configuration file as written. The initialisers of these types are the only place where defaults live.
/// </summary>
public sealed record RecorderOptions
{
    /// <summary>SIP: <c>$.sip</c>.</summary>
    public SipOptions Sip { get; init; } = new();

    /// <summary>SIP by TLS: <c>$.tls</c>.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>RTP relay: <c>$.media</c>.</summary>
    public MediaOptions Media { get; init; } = new();

    /// <summary>Where recordings go: <c>$.recording</c>.</summary>
    public RecordingOptions Recording { get; init; } = new();

    /// <summary>Metrics and health: <c>$.http</c>.</summary>
    public HttpOptions Http { get; init; } = new();

    /// <summary>Console log: <c>$.log</c>.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>Agents' keypad codes: <c>$.keypad</c>.</summary>
    public KeypadOptions Keypad { get; init; } = new();

    /// <summary>Trunks by name: <c>$.trunks</c>; the only key that must be there.</summary>
    public ImmutableSortedDictionary<string, TrunkOptions> Trunks { get; init; } =
        ImmutableSortedDictionary.Create<string, TrunkOptions>(StringComparer.Ordinal);
}
