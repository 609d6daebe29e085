using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Tools;

/// <summary>A certificate authority of one test, and the certificates it gives out, as PEM files in a folder.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly TempFolder _folder;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;

    /// <param name="name">Tells the authorities of one folder apart.</param>
    public TestAuthority(TempFolder folder, string name = "authority")
    {
        _folder = folder;
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        _root = request.CreateSelfSigned(now.AddDays(-10), now.AddDays(10));
        RootPath = folder.Write($"{name}.pem", _root.ExportCertificatePem() + "\n");
    }

    /// <summary>What a peer has to trust.</summary>
    public string RootPath { get; }

    /// <summary>
    /// A certificate and its key, in a file each, and both in one (what baresip reads), over those of the same name.
    /// </summary>
    /// <param name="from">Yesterday when null.</param>
    /// <param name="until">In five days when null.</param>
    public (string Certificate, string Key, string Both) Issue(
        string name, IPAddress address, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // Server and client: a SIP element is both.
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(address);
        // Phones that compare the URI's host with DNS names alone find the address there too.
        names.AddDnsName(address.ToString());
        names.AddUri(new Uri($"sip:{address}"));
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(
            _root, from ?? now.AddDays(-1), until ?? now.AddDays(5), RandomNumberGenerator.GetBytes(8));
        var pem = certificate.ExportCertificatePem() + "\n";
        var keyPem = key.ExportPkcs8PrivateKeyPem() + "\n";
        return (
            _folder.Write($"{name}.crt", pem), _folder.Write($"{name}.key", keyPem),
            _folder.Write($"{name}.both", keyPem + pem));
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }
}
