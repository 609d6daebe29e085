using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MediaRecorder.Net.Tests.Tls;

/// <summary>An authority, and PEM files of certificates it signs, in a folder that ends with it.</summary>
internal sealed class CertificateFolder : IDisposable
{
    // The framework judges a chain by the machine's clock, the transport by manual time: both lie in here.
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("mr-tls-").FullName;
    private readonly X509Certificate2 _authority;
    private byte _lastSerial;

    public CertificateFolder()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(From, Until);
        CaFile = PathOf("ca.pem");
        File.WriteAllText(CaFile, _authority.ExportCertificatePem());
    }

    public string CaFile { get; }

    public static X509Certificate2 SelfSigned(string subject, Action<SubjectAlternativeNameBuilder>? names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return RequestOf(subject, key, names).CreateSelfSigned(From, Until);
    }

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Writes NAME.pem and NAME.key, over what is there.</summary>
    public (string CertificateFile, string KeyFile) Issue(
        string name, Action<SubjectAlternativeNameBuilder>? names = null, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = RequestOf($"CN={name}", key, names ?? Loopback)
            .Create(_authority, From, until ?? Until, [++_lastSerial]);
        var (certificateFile, keyFile) = (PathOf(name + ".pem"), PathOf(name + ".key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());

        // Two files of one test are written within the grain of the file system's time.
        var written = File.GetLastWriteTimeUtc(certificateFile).AddMinutes(_lastSerial);
        File.SetLastWriteTimeUtc(certificateFile, written);
        File.SetLastWriteTimeUtc(keyFile, written);
        return (certificateFile, keyFile);
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Loopback(SubjectAlternativeNameBuilder names) => names.AddIpAddress(IPAddress.Loopback);

    private static CertificateRequest RequestOf(
        string subject, ECDsa key, Action<SubjectAlternativeNameBuilder>? names)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (names is not null)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            names(alternatives);
            request.CertificateExtensions.Add(alternatives.Build());
        }

        return request;
    }
}
