using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MediaRecorder.Interop.Tests.Dialogs;

/// <summary>A certificate to show, and the authority that the other side's must come from.</summary>
public sealed record WireTls(string CertificatePath, string KeyPath, string AuthorityPath)
{
    /// <summary>Asks the recorder for its certificate's name and shows the own one.</summary>
    internal SslClientAuthenticationOptions AsClient(string host) => new()
    {
        TargetHost = host,
        ClientCertificates = [Own()],
        RemoteCertificateValidationCallback = (_, certificate, _, _) => IsTrusted(certificate),
    };

    internal SslServerAuthenticationOptions AsServer() => new()
    {
        ServerCertificate = Own(),
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is null || IsTrusted(certificate),
    };

    private X509Certificate2 Own()
    {
        using var pem = X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);
        // A key that was only ever in memory is not found by every TLS library; a PKCS#12 in between is.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    private bool IsTrusted(X509Certificate? certificate)
    {
        using var root = X509CertificateLoader.LoadCertificateFromFile(AuthorityPath);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (certificate is null)
            return false;
        using var shown = new X509Certificate2(certificate);
        return chain.Build(shown);
    }
}
