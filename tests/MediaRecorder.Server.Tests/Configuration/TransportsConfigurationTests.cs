using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MediaRecorder.Server.Configuration;
using MediaRecorder.Sip.Transports;
using static MediaRecorder.Server.Tests.Configuration.ConfigurationText;

namespace MediaRecorder.Server.Tests.Configuration;

// REQ: A-02
public sealed class TransportsConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mr-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_options_there_is_UDP_only()
    {
        var transports = Model(Parse($"{{ {Trunks} }}")).Calls.Transports;

        Assert.Null(transports.ListenOf(SipTransport.Tcp));
        Assert.Null(transports.ListenOf(SipTransport.Tls));
        Assert.Equal(SslProtocols.Tls12, transports.Tls.MinimumVersion);
        Assert.Equal(TimeSpan.FromSeconds(30), transports.Limits.PingInterval);
    }

    [Fact]
    public void Every_value_reaches_the_model()
    {
        var (certificate, key) = Write("good", DateTimeOffset.MaxValue);
        var transports = Model(With(
            $$"""
            "sip": { "tcpListen": "127.0.0.1:5060", "pingSeconds": 0 },
            "tls": { "listen": "[::1]:5061", "certificateFile": "{{certificate}}", "keyFile": "{{key}}",
                     "caFile": "{{certificate}}", "requireClientCertificate": true, "minimumVersion": "1.3" }
            """)).Calls.Transports;

        Assert.Equal(IPEndPoint.Parse("127.0.0.1:5060"), transports.TcpListen);
        Assert.Equal(IPEndPoint.Parse("[::1]:5061"), transports.TlsListen);
        Assert.Equal((certificate, key, certificate), (
            transports.Tls.CertificateFile, transports.Tls.KeyFile, transports.Tls.CaFile));
        Assert.True(transports.Tls.RequireClientCertificate);
        Assert.Equal(SslProtocols.Tls13, transports.Tls.MinimumVersion);
        Assert.Equal(TimeSpan.Zero, transports.Limits.PingInterval);
    }

    [Theory]
    [InlineData("\"sip\": { \"tcpListen\": \"5060\" }", "$.sip.tcpListen")]
    [InlineData("\"sip\": { \"tcpListen\": \"0.0.0.0:5060\" }", "$.sip.tcpListen")]
    [InlineData("\"tls\": { \"listen\": \"127.0.0.1:5061\" }", "$.tls.certificateFile")]
    [InlineData("\"tls\": { \"keyFile\": \"k.pem\" }", "$.tls.keyFile")]
    [InlineData("\"tls\": { \"certificateFile\": \"/no/such\" }", "$.tls.certificateFile")]
    [InlineData("\"tls\": { \"caFile\": \"/no/such\" }", "$.tls.caFile")]
    [InlineData("\"tls\": { \"requireClientCertificate\": true }", "$.tls.requireClientCertificate")]
    [InlineData("\"tls\": { \"minimumVersion\": \"1.1\" }", "$.tls.minimumVersion")]
    public void What_cannot_work_is_refused_where_it_stands(string section, string path) =>
        Assert.Equal(path, OnlyError(With(section)).Path);

    // REQ: A-03
    [Fact]
    public void Names_of_certificates_need_somebody_by_whom_they_are_checked()
    {
        var (authority, _) = Write("authority", DateTimeOffset.MaxValue);

        var (path, reason) = OnlyError(WithNames("{ }"));

        Assert.Equal("$.trunks.a.certificateNames", path);
        Assert.StartsWith("needs tls.caFile, ", reason, StringComparison.Ordinal);
        var model = Model(WithNames($$"""{ "caFile": "{{authority}}" }"""));
        Assert.Equal(["pbx.example"], model.Calls.Trunks["a"].CertificateNames);
    }

    private static ConfigurationResult WithNames(string tls) => Parse(
        $$"""
        {
          "tls": {{tls}},
          "trunks": {
            "a": { "side": "external", "allow": ["10.0.0.1"], "nextHop": "10.0.0.1:5060", "routeTo": "a",
                   "certificateNames": ["pbx.example"] }
          }
        }
        """);

    [Fact]
    public void A_key_of_another_certificate_and_an_expired_certificate_are_found_before_a_start()
    {
        var (certificate, _) = Write("one", DateTimeOffset.MaxValue);
        var (_, otherKey) = Write("two", DateTimeOffset.MaxValue);
        var (old, oldKey) = Write("old", new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(
            $"{otherKey}: no private key in PEM form that belongs to {certificate}", ReasonOf(certificate, otherKey));
        Assert.Equal($"{old}: the certificate expired on 2021-01-01 00:00 UTC", ReasonOf(old, oldKey));
    }

    private static string ReasonOf(string certificate, string key) => OnlyError(With(
        $$"""
        "tls": { "certificateFile": "{{certificate}}", "keyFile": "{{key}}" }
        """)).Reason;

    private (string Certificate, string Key) Write(string name, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), until);
        var (certificateFile, keyFile) = (Path.Combine(_folder, name + ".pem"), Path.Combine(_folder, name + ".key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }
}
