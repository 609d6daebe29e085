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
    private const int NamesTold = 3;

    private readonly TlsModel _model;
    private readonly TimeProvider _time;
    private readonly ReloadedFiles<SslStreamCertificateContext>? _certificate;
    private readonly ReloadedFiles<X509Certificate2Collection>? _authorities;

    private TlsEnd(TlsModel model, TimeProvider time)
    {
        _model = model;
        _time = time;
        if (model.CertificateFile is { } file)
        {
            string[] files = model.KeyFile is { } key ? [file, key] : [file];
            _certificate = new(
                files,
                () => PemFiles.TryReadCertificate(file, model.KeyFile, time.GetUtcNow(), out var read, out var failure)
                    ? (read, null)
                    : (null, failure),
                failure => Reloaded?.Invoke(file, failure),
                time);
        }

        if (model.CaFile is { } ca)
        {
            _authorities = new(
                [ca],
                () => PemFiles.TryReadAuthorities(ca, out var read, out var failure) ? (read, null) : (null, failure),
                failure => Reloaded?.Invoke(ca, failure),
                time);
        }
    }

    /// <summary>
    /// Told of a file that has changed: the file, and null or one line that says why it cannot be used. On the thread of a
    /// handshake.
    /// </summary>
    public Action<string, string?>? Reloaded { get; set; }

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
        string? doubt = null;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate?.Current() ?? throw new AuthenticationException("no certificate"),
            EnabledSslProtocols = Protocols(),
            // Asked for where it can be checked; whether it must be there is decided below.
            ClientCertificateRequired = _authorities is not null,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                (doubt = DoubtOfClient(certificate)) is null,
        };
        return await FinishAsync(plain, stream => stream.AuthenticateAsServerAsync(options), () => doubt).ConfigureAwait(false);
    }

    internal async Task<(SslStream Stream, ImmutableArray<string> PeerNames)> ConnectAsync(Stream plain, string serverName)
    {
        string? doubt = null;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = serverName,
            EnabledSslProtocols = Protocols(),
            ClientCertificateContext = _certificate?.Current(),
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                (doubt = DoubtOfServer(certificate, serverName, errors)) is null,
        };
        return await FinishAsync(plain, stream => stream.AuthenticateAsClientAsync(options), () => doubt).ConfigureAwait(false);
    }

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    // Throws AuthenticationException with one line for the operator.
    private static async Task<(SslStream Stream, ImmutableArray<string> PeerNames)> FinishAsync(
        Stream plain, Func<SslStream, Task> handshake, Func<string?> doubt)
    {
        var stream = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await handshake(stream).ConfigureAwait(false);
            return (stream, stream.RemoteCertificate is { } peer ? CertificateNames.Of(peer) : []);
        }
        catch (Exception e)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new AuthenticationException(doubt() ?? e.GetBaseException().Message, e);
        }
    }

    private SslProtocols Protocols() =>
        _model.MinimumVersion == SslProtocols.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;

    private string? DoubtOfClient(X509Certificate? certificate)
    {
        if (certificate is null)
        {
            return _model.RequireClientCertificate ? "it shows no certificate" : null;
        }

        return DoubtOf(certificate, ClientUse);
    }

    private string? DoubtOfServer(X509Certificate? certificate, string serverName, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return "it shows no certificate";
        }

        if (_authorities is not null)
        {
            if (DoubtOf(certificate, ServerUse) is { } doubt)
            {
                return doubt;
            }
        }
        else if ((errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) != SslPolicyErrors.None)
        {
            return Untrusted(certificate);
        }

        var names = CertificateNames.Of(certificate);
        return names.Contains(serverName, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"its certificate is for {string.Join(", ", names.Take(NamesTold))}, not for {serverName}";
    }

    // RFC 5280 §6: a path to one of our authorities, all of it valid today. Revocation lists are not fetched: no call waits
    // for a web server, and an authority of one's own ends a certificate by a new caFile. Null: it is believed.
    private string? DoubtOf(X509Certificate certificate, string use)
    {
        if (_authorities?.Current() is not { } authorities)
        {
            return "there is no authority to check its certificate by";
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(use));
        return chain.Build((X509Certificate2)certificate) ? null : Untrusted(certificate, chain);
    }

    private string Untrusted(X509Certificate certificate, X509Chain? chain = null)
    {
        if (PemFiles.Validity((X509Certificate2)certificate, _time.GetUtcNow()) is { } invalid)
        {
            return $"its certificate {invalid}";
        }

        var found = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        return found is { } known && (known & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) == 0
            ? $"its certificate is not good: {known}"
            : $"its certificate is of no authority in {_model.CaFile ?? "the system's list"}";
    }
}
