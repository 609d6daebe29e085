namespace MediaRecorder.Server.Options;

/// <summary><c>$.http</c> as written.</summary>
public sealed record HttpOptions
{
    /// <summary>
    /// TCP <c>address:port</c> of /metrics, /healthz and /readyz. They are not protected: keep them on loopback or a
    /// private network.
    /// </summary>
    public string Listen { get; init; } = "127.0.0.1:8080";
}
