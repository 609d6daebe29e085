namespace MediaRecorder.Server.Options;

/// <summary><c>$.tls</c> as written: SIP by TLS, in both directions. Files are PEM.</summary>
public sealed record TlsOptions
{
    /// <summary><c>address:port</c> for SIP by TLS; empty: no peer can connect by TLS.</summary>
    public string Listen { get; init; } = "";

    /// <summary>Our certificate and those between it and its authority.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>Its key; empty: in the same file.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>The authorities we believe; empty: the system's for servers, none for clients.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>Clients without a certificate of <see cref="CaFile"/> are turned away.</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>1.2 or 1.3.</summary>
    public string MinimumVersion { get; init; } = "1.2";
}
