using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MediaRecorder.Net.Tls;

/// <summary>
/// Our end of TLS connections: what we show, and whom we believe. New handshakes use changed files; running connections stay
/// as they are. Any thread.
/// </summary>
public sealed class TlsEnd
{
    private readonly TlsModel _model;
    private readonly ReloadedFiles<SslStreamCertificateContext>? _certificate;
    private readonly ReloadedFiles<X509Certificate2Collection>? _authorities;

    private TlsEnd(TlsModel model, TimeProvider time)
    {
        _model = model;
        if (model.CertificateFile is { } file)
        {
            string[] files = model.KeyFile is { } key ? [file, key] : [file];
            _certificate = new(
                files,
                () => PemFiles.TryReadCertificate(file, model.KeyFile, time.GetUtcNow(), out var read, out _) ? read : null,
                time);
        }

        if (model.CaFile is { } ca)
        {
            _authorities = new(
                [ca], () => PemFiles.TryReadAuthorities(ca, out var read, out _) ? read : null, time);
        }
    }

    /// <summary>Changed files that could not be used.</summary>
    public long ReloadFailures => (_certificate?.Failures ?? 0) + (_authorities?.Failures ?? 0);

    /// <summary>False when a file cannot be used.</summary>
    /// <param name="failure">One line for the operator.</param>
    public static bool TryCreate(
        TlsModel model,
        TimeProvider time,
        [NotNullWhen(true)] out TlsEnd? end,
        [NotNullWhen(false)] out string? failure)
    {
        end = null;
        failure = null;
        if (model.CertificateFile is { } file
            && !PemFiles.TryReadCertificate(file, model.KeyFile, time.GetUtcNow(), out _, out failure))
        {
            return false;
        }

        if (model.CaFile is { } ca && !PemFiles.TryReadAuthorities(ca, out _, out failure))
        {
            return false;
        }

        end = new TlsEnd(model, time);
        return true;
    }

    internal async Task<(SslStream Stream, ImmutableArray<string> PeerNames)> AcceptAsync(Stream plain)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate?.Current() ?? throw new AuthenticationException("no certificate"),
            EnabledSslProtocols = Protocols(),
            // Asked for where it can be checked; whether it must be there is decided below.
            ClientCertificateRequired = _authorities is not null,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is null ? !_model.RequireClientCertificate : IsBelieved(certificate, ClientUse),
        };
        var stream = new SslStream(plain, leaveInnerStreamOpen: false);
        return await FinishAsync(stream, stream.AuthenticateAsServerAsync(options)).ConfigureAwait(false);
    }

    internal async Task<(SslStream Stream, ImmutableArray<string> PeerNames)> ConnectAsync(Stream plain, string serverName)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = serverName,
            EnabledSslProtocols = Protocols(),
            ClientCertificateContext = _certificate?.Current(),
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                certificate is not null
                && (_authorities is null
                    ? (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
                    : IsBelieved(certificate, ServerUse))
                && CertificateNames.Of(certificate).Contains(serverName, StringComparer.OrdinalIgnoreCase),
        };
        var stream = new SslStream(plain, leaveInnerStreamOpen: false);
        return await FinishAsync(stream, stream.AuthenticateAsClientAsync(options)).ConfigureAwait(false);
    }

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private static async Task<(SslStream Stream, ImmutableArray<string> PeerNames)> FinishAsync(
        SslStream stream, Task handshake)
    {
        try
        {
            await handshake.ConfigureAwait(false);
            return (stream, stream.RemoteCertificate is { } peer ? CertificateNames.Of(peer) : []);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private SslProtocols Protocols() =>
        _model.MinimumVersion == SslProtocols.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;

    // RFC 5280 §6: a path to one of our authorities, all of it valid today. Revocation lists are not fetched: no call waits
    // for a web server, and an authority of one's own ends a certificate by a new caFile.
    private bool IsBelieved(X509Certificate certificate, string use)
    {
        if (_authorities?.Current() is not { } authorities)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(use));
        return chain.Build((X509Certificate2)certificate);
    }
}
