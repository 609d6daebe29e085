using System.Security.Authentication;

namespace MediaRecorder.Net.Tls;

/// <summary>What TLS is configured with. The files are PEM, read again when they change.</summary>
/// <param name="CertificateFile">Our certificate, then those between it and its authority; null: we show none, and can
/// accept no connections.</param>
/// <param name="KeyFile">Its private key; null when it stands in <paramref name="CertificateFile"/>.</param>
/// <param name="CaFile">The authorities whose certificates we believe; null: the system's for servers we connect to, and
/// nobody's for clients, which are then not asked.</param>
/// <param name="RequireClientCertificate">A client without a certificate of <paramref name="CaFile"/> is turned
/// away.</param>
/// <param name="MinimumVersion">Tls12 or Tls13.</param>
public sealed record TlsModel(
    string? CertificateFile = null,
    string? KeyFile = null,
    string? CaFile = null,
    bool RequireClientCertificate = false,
    SslProtocols MinimumVersion = SslProtocols.Tls12);
